"""What people can do, a package or module a capability: read, decide, write, answer. Strangers to each other."""

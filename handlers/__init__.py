"""What people can do: one module per capability; read, decide, write, answer. Modules are strangers to each other."""

"""What several capabilities say: domain values in, messages out."""

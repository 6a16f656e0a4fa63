"""Pure rules of the producers' networks: values in, values out."""

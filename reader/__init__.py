"""Reader: a news reader for the terminal."""

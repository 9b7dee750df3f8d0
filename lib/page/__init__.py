"""What a reader sees: words, tables, charts and the one page that holds them."""

"""One file a recipe: a function that returns a complete ``Recipe``. Nothing is read from the environment here."""

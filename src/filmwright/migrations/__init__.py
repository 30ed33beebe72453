"""The steps that bring a studio's database from one schema to the next; nothing else lives here."""

"""The base that ships: a house model's folder, its rights file and its card. Data, and no code but the way to it."""

"""Who is in the picture: the cast, their bodies, wardrobe and props, and how they move. No set, no camera."""

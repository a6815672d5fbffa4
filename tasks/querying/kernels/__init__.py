"""What query strategies share: scores, points in space, and selections among them."""

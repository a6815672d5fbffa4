"""What query strategies share: scores of sentences, points in space, and selections among them."""

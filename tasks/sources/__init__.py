"""From the catalogue to verified raw files: download, mirror, resume, unpack."""

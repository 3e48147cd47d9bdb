"""Compliance review (合规性审查): parcels × atlas × law → areas, findings, dossier."""

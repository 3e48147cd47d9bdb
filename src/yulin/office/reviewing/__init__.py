"""合规性审查 Reviews in the office: a file of parcels against the map, kept with what it found."""

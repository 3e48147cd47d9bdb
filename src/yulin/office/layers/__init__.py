"""Pages of the atlas in the office: layers and their versions, checks with every fault on the map, differences."""

"""What a register is: fields, milestones, clocks, gates, figures, and the acts on records."""

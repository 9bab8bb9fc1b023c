"""What people see of the demo: a panel on home that brings it or takes it away."""

"""Playbooks: how this organisation sells, stage by stage, and how far each lead is with it."""

-- The VMM's zone disappeared.
ALTER TYPE vmm_failure_reason ADD VALUE IF NOT EXISTS 'zone_gone';

-- The VMM could not be set up.
ALTER TYPE vmm_failure_reason ADD VALUE IF NOT EXISTS 'setup_failed';

-- The VMM process no longer knows its instance.
ALTER TYPE vmm_failure_reason ADD VALUE IF NOT EXISTS 'propolis_lost_instance';

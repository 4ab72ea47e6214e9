ALTER TABLE vmm
    ADD COLUMN IF NOT EXISTS failure_reason vmm_failure_reason;

-- Why which sled could not take the instance. For operators only.
ALTER TABLE start_attempt
    ADD COLUMN IF NOT EXISTS rejected_sleds jsonb;

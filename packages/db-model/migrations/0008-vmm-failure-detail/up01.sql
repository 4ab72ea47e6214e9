-- A short text, for operators only.
ALTER TABLE vmm
    ADD COLUMN IF NOT EXISTS failure_detail text;

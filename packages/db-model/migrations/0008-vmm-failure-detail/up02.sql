ALTER TABLE vmm
    ADD CONSTRAINT failure_detail_only_with_reason
    CHECK (failure_detail IS NULL OR failure_reason IS NOT NULL);

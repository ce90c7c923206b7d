ALTER TABLE "device_statuses" ADD COLUMN "clock_offset_seconds" double precision;--> statement-breakpoint
ALTER TABLE "device_statuses" ADD COLUMN "clock_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "device_statuses" ADD COLUMN "clock_off_since" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "device_statuses" ADD COLUMN "last_picture_at" timestamp (3) with time zone;--> statement-breakpoint
UPDATE "device_statuses" AS status SET "last_picture_at" = picture.at FROM (
	SELECT o.source_id, o.external_id, max(m.completed_at) AS at FROM evidence_media e
	JOIN media m ON m.id = e.media_id JOIN observations o ON o.id = e.observation_id
	WHERE e.state = 'kept' GROUP BY o.source_id, o.external_id
) AS picture WHERE status.source_id = picture.source_id AND status.external_id = picture.external_id;

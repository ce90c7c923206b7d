CREATE TABLE "hearing" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "hearing_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"since" timestamp (3) with time zone NOT NULL,
	"until" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "devices" ADD COLUMN "maintenance_until" text;--> statement-breakpoint
ALTER TABLE "device_statuses" ADD COLUMN "available_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "device_statuses" ADD COLUMN "spoke_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "device_statuses" ADD COLUMN "gaps" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "device_statuses" ADD COLUMN "gap_low" double precision;--> statement-breakpoint
ALTER TABLE "device_statuses" ADD COLUMN "gap_high" double precision;--> statement-breakpoint
ALTER TABLE "device_statuses" ADD COLUMN "turns" timestamp (3) with time zone[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "device_statuses" ADD COLUMN "via" text;--> statement-breakpoint
ALTER TABLE "device_statuses" ADD COLUMN "gauge" integer;--> statement-breakpoint
ALTER TABLE "device_statuses" ADD COLUMN "gauge_since" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "device_statuses" ADD COLUMN "gauge_count" integer DEFAULT 0 NOT NULL;
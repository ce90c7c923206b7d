ALTER TABLE "plans" ALTER COLUMN "clocks" SET DEFAULT '{"arriveSeconds":null,"handleSeconds":null,"closeSeconds":null,"reportSeconds":null,"followUpSeconds":null,"finalSeconds":null}'::jsonb;--> statement-breakpoint
ALTER TABLE "incidents" ALTER COLUMN "clocks" SET DEFAULT '{"arriveSeconds":null,"handleSeconds":null,"closeSeconds":null,"reportSeconds":null,"followUpSeconds":null,"finalSeconds":null}'::jsonb;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "timing" jsonb DEFAULT '{"since":null,"reached":[],"missed":[]}'::jsonb NOT NULL;--> statement-breakpoint
-- by hand
-- Plans of before say nothing of reports; as new ones do, they have their county told of what endangers people.
UPDATE "plans" SET "clocks" = '{"reportSeconds":900,"followUpSeconds":3600,"finalSeconds":86400}'::jsonb || "clocks" WHERE "kinds" && ARRAY['fire', 'flood', 'geohazard', 'missing-person', 'accident', 'epidemic'];--> statement-breakpoint
UPDATE "plans" SET "clocks" = '{"reportSeconds":null,"followUpSeconds":null,"finalSeconds":null}'::jsonb || "clocks";--> statement-breakpoint
UPDATE "incidents" SET "clocks" = '{"reportSeconds":null,"followUpSeconds":null,"finalSeconds":null}'::jsonb || "clocks";

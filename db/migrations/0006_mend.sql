CREATE UNIQUE INDEX "audit_entries_reveal" ON "audit_entries" USING btree ("person_id","target") WHERE what = 'reveal' and target ->> 'incident' is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "directives_corrects" ON "directives" USING btree ("corrects");--> statement-breakpoint
CREATE INDEX "changes_person" ON "changes" USING btree (("body" -> 'person' ->> 'id')) WHERE type = 'person';
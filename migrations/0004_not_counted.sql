-- What does not count is shown. Whether it does is judged by the device's role too: the program that takes this step refolds.
CREATE INDEX event_not_counted ON event (at) WHERE counts = 0;

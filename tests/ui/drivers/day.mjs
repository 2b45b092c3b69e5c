// Days as the program counts them: in Hà Nội, whatever the machine's own clock is set to.
const DAY_MS = 86_400_000;
const hanoi = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Ho_Chi_Minh" });

/** The day so many days from today, "2026-03-30". */
export const day = (from = 0) => hanoi.format(Date.now() + from * DAY_MS).split("/").reverse().join("-");

/** As people write it, "30/03/2026". */
export const written = (day) => day.split("-").reverse().join("/");

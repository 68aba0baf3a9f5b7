export { type DrawnSchedule, type ScheduleNumbers, scheduleNumbers } from "./numbers.ts";
export { renderSchedules } from "./render-schedules.ts";

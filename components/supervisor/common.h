/* SPDX-License-Identifier: BSD-2-Clause */
/* The supervisor's own data and functions, shared by its files. */
#ifndef COMPONENTS_SUPERVISOR_H
#define COMPONENTS_SUPERVISOR_H

#include <console.h>
#include <cos/abi.h>
#include <cos/entry.h>
#include <cos/start.h>
#include <evm/image.h>
#include <evm/verdict.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <supervisor.h>

#include "life.h"

#define TRACE_DEPTH  24
#define STATUS_CRASH 139 /* as a shell's status of a program that a memory fault ended */
/* the same for SIGKILL; also of a system in which a component had to be killed */
#define STATUS_KILL 137
/* the same for SIGALRM, whose time is up: of a component that is hung */
#define STATUS_HUNG 142
#define STATUS_LOST 255 /* of a component whose thread ended without saying how */
/* of a system in which a critical component could not be started, or ended too often */
#define STATUS_ABSENT 1

/* A record of a crash: the faulting thread writes it, the supervisor's reads it. Or of a hang,
 * which the supervisor's thread writes. */
struct crash {
    uint64_t cause, address, code; /* as for a fault gate */
    uint64_t thread;
    uint64_t instruction; /* the bytes there, if they could be read; else 0 */
    uint64_t regs[COS_REGS];
    unsigned depth;
    uint64_t trace[TRACE_DEPTH]; /* instruction pointers, innermost first, */
    uint8_t within[TRACE_DEPTH]; /* and their components */
    int64_t state;               /* of a hang: COS_INSPECTED_*, or an error: it is not known */
    uint64_t silence_ms;         /* the same: since its last sign of life */
    bool mute;                   /* the same: it is not a sign, but the start of this life */
    bool asked;                  /* that sign said when the next one was due */
};

/* The component of the registers that are in the record. */
static inline uint64_t crash_within(const struct crash *crash)
{
    return crash->within[0];
}

extern struct life lives[EVM_COMPONENTS];

static inline const struct evm_image *image(void)
{
    return (const struct evm_image *)COS_IMAGE;
}

static inline const struct evm_component *component(uint64_t id)
{
    return (const struct evm_component *)(COS_IMAGE + image()->components) + id;
}

/* Sets of components are bits in a word. */
#define BIT(id) (1ull << (id))
#define MORTALS (-BIT(EVM_SUPERVISOR + 1) | BIT(EVM_CONSOLE)) /* all that may begin again */

static inline uint64_t lowest(uint64_t set)
{
    return (uint64_t)__builtin_ctzll(set);
}

/* Returns the next one above `id` in a set that is not empty; above the highest, the lowest. */
static inline uint64_t after_in(uint64_t id, uint64_t set)
{
    uint64_t later = set & -BIT(id) << 1;

    return lowest(later != 0 ? later : set);
}

/* ---- claim.c: claims the end of a component ---- */

/* Whether the component exists now: 1 or 0; or an error: the call of the booter failed, as a
 * client's thread may have no room for one more (EDEPTH). */
int64_t ask_alive(uint64_t id);
/* The same on the supervisor's own thread, where the call always succeeds. */
bool is_alive(uint64_t id);
/* The set of all that exist now; on the same thread. */
uint64_t living(void);

/* The set of components for which the supervisor's thread may have work; it has none for others. */
extern uint64_t busy;
/* Adds one, which has ended or is to start. Any thread. */
void mark_busy(uint64_t id);
/* Components whose state, or readiness, has changed since others that wait for some looked: bits.
 */
extern uint64_t changes;
/* It may have changed. Any thread. */
void mark_change(uint64_t id);
/* Bits of the components that, at the last look, waited for others and had no change to report. */
extern uint64_t waiting;
/* Whether the component begins at boot, and has not begun yet. */
bool is_to_begin(uint64_t id);
/* Returns the priority of work for this component: its own, or a higher one of components that wait
 * for nothing but this work. In a section, or on the supervisor's thread. */
unsigned urgency_of(uint64_t id);
/* Returns true to the first caller that finds the component dead; it must then record the end.
 * Between the two no other thread runs, as the caller may be any thread, also one of low
 * priority. */
bool claim_end(uint64_t id);
/* Kills the component and records its end; the supervisor's thread does the rest. crash: NULL
 * unless there are details. */
void record_end(uint64_t id, enum end_kind how, unsigned status, struct crash *crash);
/* Claims and records an end. Returns false if another thread was first. */
bool end_component(uint64_t id, enum end_kind how, unsigned status);

/* Returns an unused record, all zero, or NULL if there is none; record_end() or release_crash()
 * takes it. */
struct crash *take_crash(void);
void release_crash(struct crash *crash);

extern uint64_t deaths; /* components that have ended by a fault so far */

/* ---- say.c: messages. No call waits ---- */

/* free bytes in the console's ring that optional messages need */
#define SAY_ROOM 1024

/* Prints a line or a part of one; formats are those of cos_print(). Lines that the console does not
 * take are lost, and counted. */
void say(const char *format, ...) __attribute__((format(__printf__, 1, 2)));
/* The next message begins a line, also if another thread is in the middle of one, which it will
 * never end: the machine goes off. */
void say_anew(void);
/* Whether to report on the component, and whether in detail. Reports on one that ends over and over
 * need much room in the console's ring, so that there is always room for those on others. */
bool say_of(uint64_t id, bool *details);

/* ---- outlet.c: the way of messages to the console ---- */

/* Makes the console print the lines of all components before later messages, and the unfinished
 * line of component `ended`, or of all: CONSOLE_ALL. */
void flush_console(uint64_t ended);
/* Returns the bytes of all components that the serial line has not taken yet. */
int64_t console_pending(void);
/* Returns the bytes that the console would take now, or its next life. */
uint64_t console_room(void);
/* Whether the console's thread has run since the last call. */
bool console_beats(void);
/* CONSOLE_HISTORY of the component. */
struct cos_result console_history(uint64_t id, uint64_t from);
/* The machine is about to go off: from now on a call of the console does the work of its thread if
 * that does not run. Any thread. */
void begin_going_off(void);
/* Whether it is: the supervisor's thread starts no component any more, and reports no end, as the
 * last lines come out only when others print no more. */
bool is_going_off(void);

/* ---- off.c: the machine goes off ---- */

extern unsigned system_status; /* of the first critical component that failed; 0: none has */
extern uint64_t system_failed; /* that component */
extern bool system_ends;       /* components are told to end */

/* Reports how the system ended, to people and to the tool, and turns the machine off. Any
 * thread. */
_Noreturn void system_off(enum evm_verdict kind, unsigned status);
/* Turns it off. */
_Noreturn void power_off(unsigned status);

/* ---- urgency.c: priorities and signals ---- */

/* A critical section. No other thread runs until it ends, so it must be short and not wait. */
void section_begin(void);
void section_end(void);
/* Makes the capability that signals news to the supervisor's thread, and nothing else. Call it
 * first. */
void news_init(void);
#define OWN_PRIORITY 255
/* Signals news to the supervisor's thread and gives it its own priority again. On any thread. */
void news_tell(void);
/* Signals news within a section, and raises the supervisor's thread to this priority: that of the
 * component which the news is about, or OWN_PRIORITY. */
void news_tell_within(unsigned priority);
/* Lowers the thread's priority until `until` or news. Returns false, and *events, if there are
 * events already. */
bool work_lowered(unsigned priority, uint64_t until, uint64_t *events);
/* Has the booter do a step: BOOTER_CREATE of the component, or BOOTER_DESTROY of that life. */
struct cos_result work_step(uint64_t method, uint64_t id, uint64_t life);
/* Restores its own priority. */
void work_raised(void);

/* ---- lives.c: cleans up after components and restarts them. On the supervisor's thread ---- */

/* Finds the components that wait for others, and those. Call it before others. */
void lives_begin(void);
/* Whether all components that were to begin at boot have been made. */
bool lives_begun(void);
/* Returns when there is more to do, beside what there is to do now. */
uint64_t lives_look(uint64_t alive);
/* Starts the component, which does not exist, soon: it is down, or waits for its restart. Returns
 * 0; ENOENT: it was never there; EBUSY: it is about to end. Any thread. */
int64_t lives_again(uint64_t id);
/* Does at once what the booter could not do yet, as `devices` has done work. */
void lives_hurry(void);
/* Returns the component of highest priority for which there is work to do now; 0: none. */
uint64_t lives_next(void);
/* Returns the priority at which that work is done. */
unsigned lives_urgency(uint64_t id);
/* Does a step of that work. Returns whether there is more to do now. */
bool lives_step(uint64_t id);
/* Prevents further restarts of the component. */
void lives_last(uint64_t id);
/* Signals these events to all components. */
void tell_all(uint64_t events);
/* Whether the component has ended, and may be started again. */
bool is_awaited(uint64_t id);
/* Whether it has ended, and its memory has not been taken back yet. */
bool is_leaving(uint64_t id);

/* ---- after.c ---- */

/* SUPERVISOR_READY by a component, on a thread. */
int64_t ready_note(uint64_t id, uint64_t thread);
/* Whether the component runs and is ready; or, with EVM_READY_ENDED, has ended well. alive:
 * living(), here and below. */
bool is_ready(uint64_t id, uint64_t alive);
/* Returns those of a set of components that are not. */
uint64_t after_unready(uint64_t set, uint64_t alive);
/* Returns the one of these for which to wait first; 0: there is none. *down: that one stays
 * down. */
uint64_t after_first(uint64_t unready, uint64_t alive, bool *down);
/* Notes whether a component that is to start has to wait for some of the unready ones, and reports
 * a long wait. Returns false after reporting that it waits for one that stays down. *next: when to
 * look again, if that is earlier. */
bool after_look(uint64_t id, uint64_t unready, uint64_t alive, uint64_t now, uint64_t *next);

/* ---- shutdown.c ---- */

/* Finds the components that matter for it. Call it before others. */
void shutdown_begin(void);
/* Asks for the system's end, for a component or the user. Any thread. */
void shutdown_ask(void);
/* Ends the system when it is time. alive: living(). Returns until when to wait; does not return
 * once the system ends. */
uint64_t shutdown_look(uint64_t alive);

/* ---- drivers.c ---- */

/* Finds them. Call it before others. */
void drivers_begin(void);
/* Whether the component has PCI devices. */
bool is_driver(uint64_t id);
/* Ends drivers whose devices keep links of components that have ended. events: of the supervisor's
 * endpoint. Returns until when to wait. */
uint64_t drivers_look(uint64_t events);

/* ---- watchdog.c ---- */

/* Finds those with the key `watchdog`. Call it before others. */
void watchdog_begin(void);
/* SUPERVISOR_ALIVE: a sign of life of the component, which wants to be asked for the next one, or
 * not. Any thread. */
int64_t watchdog_sign(uint64_t id, uint64_t ms, bool ask);
/* Ends components that give no sign of life. alive: living(). Returns until when to wait. */
uint64_t watchdog_look(uint64_t alive);

/* ---- console.c: the console's lives ---- */

/* The console gives a sign of life, on its own thread. Ends it if the supervisor's does not come
 * back from there. */
void console_sign(void);
/* The component has ended, and its thread is somewhere: ends the console if that keeps it. */
void console_keeps(uint64_t id);
/* Passes on text that the supervisor has kept for the console. alive: living(). */
void console_look(uint64_t alive);
/* It has been started again. */
void console_began(void);
/* Whether the system's end should wait for its next life, which is to show the last lines. */
bool console_is_coming(void);

/* ---- clock.c ---- */

/* Has the booter correct the system's clock when it is time. Returns the next time. */
uint64_t clock_look(void);

/* ---- scrub.c ---- */

/* Finds out whether the image is to be scrubbed. Call it before others. */
void scrub_begin(void);
/* Looks at a page of the image if that is late. Returns the next time. */
uint64_t scrub_look(void);
/* Whether scrub_work() has pages to look at now. */
bool scrub_is_due(void);
/* Looks at these until all are done, there are *events, or it has reported damage. Call it at a
 * priority below all VMs. */
void scrub_work(uint64_t *events);
/* Looks at the component's program at once. Returns true if it was damaged and has been repaired:
 * then the component has ended, if it was there. */
bool scrub_program(uint64_t id);

/* ---- usage.c ---- */

/* SUPERVISOR_USAGE. Any thread. */
struct cos_result usage_of(uint64_t id, uint64_t figure);

/* ---- usage_table.c ---- */

/* SUPERVISOR_SHOW. Any thread. */
int64_t usage_ask(void);
/* Prints the next line of a table that is due. Returns when to look again. */
uint64_t usage_look(void);
/* Prints a table at the system's end, if the image says so. */
void usage_end(void);

/* ---- board.c: the board's watchdog ---- */

/* Looks after all when it is time, and lets the watchdog be fed if all is well. Returns the next
 * time. */
uint64_t board_look(void);
/* Lets it be fed, when it is time, by a thread that does nothing else any more. Any thread. */
void board_rest(void);
/* A root component has crashed: has the machine reset. Returns if the system has no watchdog. Any
 * thread. */
void board_take_over(uint64_t id);
/* Writes memory back from the CPU's caches, so that it survives a reset; for the architecture. */
void board_keep(const void *page, uint64_t bytes);
/* SUPERVISOR_BOARD and SUPERVISOR_UNFED by a component. */
int64_t board_begin(uint64_t id, uint64_t ms, bool has_reset);
int64_t board_unfed(uint64_t id);

/* ---- report.c ---- */

/* Prints the part of a crash report with that number, from 0 on: a line, or none. Registers and
 * backtrace are among them if `details`. False: the report is complete. crash may be NULL. */
bool report_crash_line(uint64_t id, const struct crash *crash, bool details, unsigned line);
/* The same for a hang. */
bool report_hang_line(uint64_t id, const struct crash *crash, bool details, unsigned line);
/* Prints a whole crash report, with all details. */
void report_crash(uint64_t id, struct crash *crash);
/* Reports damaged memory that BOOTER_CREATE has found, if any; error, damage: its results. */
void report_damage(uint64_t id, int64_t error, uint64_t damage);
/* Reports damage that cannot be repaired, while the component runs. */
void report_damage_lasting(uint64_t id, uint64_t damage);

/* ---- report_life.c ---- */

/* Begins the report on the component's end: whether to say so at all, and how much. */
void report_begin(uint64_t id);
/* Prints a line or two of that, from line 0 on. Returns whether there are more. */
bool report_line(uint64_t id, unsigned line);
/* Its memory has been taken back, or not. failed: life_has_failed(). */
void report_memory(uint64_t id, int64_t error, bool failed);
/* It stays down, as its restarts are used up. */
void report_spent(uint64_t id);
/* It is not started, as the system ends. */
void report_stay(uint64_t id);
/* It starts again: when. */
void report_plan(uint64_t id);
/* It could not be started. */
void report_failure(uint64_t id, int64_t error);

/* ---- record.c: crash records (evm/crash.h), if the image has a component that takes them ---- */

/* Finds out whether that is so. Call it before others. */
void record_begin(void);
/* Makes a part of the record of the component's end. Returns whether there is more to do. */
bool record_step(uint64_t id);
/* Makes a record of a reset of the machine before this run. On the supervisor's thread. */
void record_reset(const char *reason);
/* The system ends: reports how many records the component has not taken. */
void record_end_lost(void);
/* SUPERVISOR_RECORD_NEXT and SUPERVISOR_RECORD. Any thread. */
struct cos_result record_next(uint64_t client, uint64_t done);
struct cos_result record_word(uint64_t client, uint64_t order, uint64_t word);

/* ---- blocked.c ---- */

/* SUPERVISOR_BLOCKED by a component, on a thread: ends the driver, and notes the access for the
 * report. EDENIED: it is not the own thread of `devices`; EINVAL: that component has no devices. */
int64_t blocked_note(uint64_t caller, uint64_t thread, uint64_t fault, uint64_t address);
/* Reports accesses of devices that the IOMMU has blocked. */
void blocked_look(void);

/* ---- devices.c: the component that handles devices, on which the lives of drivers depend ---- */

/* Has components made that the booter leaves to the supervisor at boot: those with devices, and
 * those that start after others. */
void devices_begin(void);
/* Reports why a component cannot have its devices; error, more: results of BOOTER_CREATE. False: it
 * can, as far as these say. */
bool devices_refused(uint64_t id, int64_t error, uint64_t more);
/* Whether `devices` was damaged, whose answer has made a step for the component fail. If so, it has
 * been repaired and begins again, and the caller should try the step again. */
bool devices_erred(uint64_t id);
/* Kills `devices` if it does not fetch its work. Returns when to look again. */
uint64_t devices_look(void);
/* Reports what follows if that component stays down. */
void devices_down(uint64_t id);

/* ---- symbols.c ---- */

/* Returns the component's function that contains `address`, and the offset in it; NULL if
 * unknown. */
const char *symbol_at(uint64_t id, uint64_t address, uint64_t *offset);

/* ---- describe.c: describe a crash in a phrase, written into text[bytes] ---- */

void describe_cause(uint64_t id, const struct crash *crash, char *text, size_t bytes);
/* What to do about it; an empty string if there is no advice. */
void describe_remedy(uint64_t id, const struct crash *crash, char *text, size_t bytes);

#endif

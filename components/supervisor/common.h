/* SPDX-License-Identifier: BSD-2-Clause */
/* The supervisor's own data and functions, shared by its files. */
#ifndef COMPONENTS_SUPERVISOR_H
#define COMPONENTS_SUPERVISOR_H

#include <console.h>
#include <cos/abi.h>
#include <cos/start.h>
#include <evm/image.h>
#include <evm/verdict.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <supervisor.h>

#include "life.h"

#define TRACE_DEPTH  24
#define STATUS_CRASH 139 /* what a shell says of a program that ended by a memory fault */
/* the same, of SIGKILL; also of a system in which a component had to be ended */
#define STATUS_KILL 137
#define STATUS_LOST 255 /* of a component whose thread ended without saying how */
/* of a system in which a critical component could not be started, or ended too often */
#define STATUS_ABSENT 1

/* A crash as it was: noted by the thread it happened on, read by the supervisor's. */
struct crash {
    bool taken;
    uint64_t cause, address, code; /* as for a fault gate */
    uint64_t thread;
    uint64_t instruction; /* the bytes there, if they could be read; else 0 */
    uint64_t regs[COS_REGS];
    unsigned depth;
    uint64_t trace[TRACE_DEPTH]; /* instruction pointers, innermost first */
};

extern struct life lives[EVM_COMPONENTS];

static inline const struct evm_image *image(void)
{
    return (const struct evm_image *)COS_IMAGE;
}

static inline const struct evm_component *component(uint64_t id)
{
    return (const struct evm_component *)(COS_IMAGE + image()->components) + id;
}

static inline bool is_root(uint64_t id)
{
    return id <= EVM_SUPERVISOR;
}

/* ---- claim.c: that a component is at its end ---- */

/* Whether the component exists now: 1 or 0; or an error: the booter could not be asked, as a
 * client's thread may have no room for a call more (EDEPTH). */
int64_t ask_alive(uint64_t id);
/* On the supervisor's own thread, which always can. */
bool is_alive(uint64_t id);

/* True for the first thread that finds the component at its end; it then records the end. Between
 * the two no other thread runs: the claimant may be any thread, also one of low priority. */
bool claim_end(uint64_t id);
/* From here on nothing of the component runs; the supervisor's thread does the rest. crash: NULL
 * unless END_CRASH has details. */
void record_end(uint64_t id, enum end_kind how, unsigned status, struct crash *crash);
/* Both, of a component that is ended for a failure of its own. False: another thread was first. */
bool end_component(uint64_t id, enum end_kind how, unsigned status);

extern uint64_t deaths; /* components that have ended by a fault so far */

/* ---- say.c: messages. No call waits ---- */

/* bytes in the console's ring that it takes to say more than has to be said */
#define SAY_ROOM 1024

/* Says a line or a part of one; formats as of cos_print(). Lines that the console does not take are
 * lost, and counted. */
void say(const char *format, ...) __attribute__((format(__printf__, 1, 2)));
/* Whether something is to be said of the component, and whether in detail. One that ends over and
 * over is told of only while much of the console's ring is free, so that the ends of others always
 * find room. */
bool say_of(uint64_t id, bool *details);
/* Has the console show lines of all components before what is said from now on, and what component
 * `ended`, or CONSOLE_ALL of them, has left unfinished. */
void flush_console(uint64_t ended);
/* Bytes of all components that the line has not taken yet. */
int64_t console_pending(void);
/* Bytes that the console would take now. */
uint64_t console_room(void);

/* ---- off.c: the machine goes off ---- */

extern unsigned system_status; /* of the first critical component that failed; 0 so far */

/* Says how the system ended, to people and to the tool, and turns the machine off. Any thread. */
_Noreturn void system_off(enum evm_verdict kind, unsigned status);
/* Turns it off. */
_Noreturn void power_off(unsigned status);

/* ---- urgency.c: what is done at which priority ---- */

/* What only one thread may do. No other thread runs until it ends, so it is
 * short and does not wait. */
void section_begin(void);
void section_end(void);
/* To be called first: what tells the supervisor's thread of news, and only that. */
void news_init(void);
/* Tells it, which has its own priority again then. On any thread. */
void news_tell(void);
/* Goes on at a lower priority, until `until` or news, unless there are events
 * already: false, and *events. */
bool work_lowered(unsigned priority, uint64_t until, uint64_t *events);
/* At its own again. */
void work_raised(void);

/* ---- lives.c: from a component's end to its next life. On the supervisor's thread ---- */

/* Does what is urgent about components that have ended. Result: when there is more to do. */
uint64_t lives_look(void);
/* The component of highest priority for which there is work to do now; 0: none. */
uint64_t lives_next(void);
/* A step of that. Whether there is more of it to do now. */
bool lives_step(uint64_t id);
/* The component is not started again from now on. */
void lives_last(uint64_t id);
/* Whether the component has ended, and may be started again. */
bool is_awaited(uint64_t id);
/* Whether it has ended, and not all that it held has been taken back. */
bool is_leaving(uint64_t id);

/* ---- shutdown.c ---- */

/* A component, or the user, asks for the system's end. Any thread. */
void shutdown_ask(void);
/* Ends the system when it is time. Returns until when to wait for more; does not, if the system is
 * over. */
uint64_t shutdown_look(void);

/* ---- drivers.c ---- */

/* Ends drivers whose devices keep the links of components that have ended. events: of the
 * supervisor's endpoint. Returns until when to wait. */
uint64_t drivers_look(uint64_t events);

/* ---- clock.c ---- */

/* Has the system's clock corrected when it is time. Returns when it is again. */
uint64_t clock_look(void);

/* ---- report.c ---- */

/* Prints a crash, with registers and backtrace if it is to have details; crash may be NULL. */
void report_crash(uint64_t id, const struct crash *crash, bool details);
/* Says what BOOTER_CREATE has found of damaged memory, if anything: its results. */
void report_damage(uint64_t id, int64_t error, uint64_t damage);

/* ---- blocked.c ---- */

/* Says which accesses of devices the IOMMU has blocked, if the events of the supervisor's endpoint
 * tell of any. Returns when to go on with that; COS_FOREVER: that was all. */
uint64_t blocked_look(uint64_t events);

/* ---- symbols.c ---- */

/* The function of a component that holds `address`, and how far into it; NULL
 * if nothing is known. */
const char *symbol_at(uint64_t id, uint64_t address, uint64_t *offset);

/* ---- describe.c: what happened, in a phrase; written into text[bytes] ---- */

void describe_cause(uint64_t id, const struct crash *crash, char *text, size_t bytes);
/* What to do about it; an empty string if there is nothing to say. */
void describe_remedy(uint64_t id, const struct crash *crash, char *text, size_t bytes);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* Hypercalls of threads, locks and time, each with its error cases; the fake rump kernel checks the
 * upcalls around waits. */
#include <errno.h>
#include <memory.h>
#include <thread.h>

#include "check.h"
#include "fake.h"

#define MS 1000000l /* ns */

static struct rumpuser_mtx *mutex;
static struct rumpuser_rw *rw;
static struct rumpuser_cv *cv;
static unsigned got; /* what threads of a case have done */
static bool flag;
static char order[16]; /* the order in which threads came */
static unsigned placed;

static void note(char who)
{
    order[placed++] = who;
}

static bool came(const char *expected)
{
    bool same = true;

    for (unsigned i = 0; i < placed || expected[i] != 0; i++)
        same = same && i < placed && order[i] == expected[i];
    placed = 0;
    return same;
}

/* ---- Threads ---- */

static void count_up(void *argument)
{
    got += *(unsigned *)argument;
}

static void *return_from_thread(void *unused)
{
    (void)unused;
    got++;
    return NULL;
}

static void *wait_for_flag(void *unused)
{
    (void)unused;
    while (!flag)
        thread_yield();
    rumpuser_thread_exit();
}

static void check_threads(void)
{
    unsigned three = 3;
    void *a = fake_thread(count_up, &three, 1), *b = fake_thread(count_up, &three, 2),
         *cookie = &three;
    void *memory = NULL;
    unsigned made = 0;

    check(got == 0, "a new thread does not run at once");
    fake_join(a);
    fake_join(b);
    check(got == 6, "threads get their argument, and are joined when they have ended");
    a = fake_thread(count_up, &three, 1);
    fake_let_others_run();
    fake_join(a);
    check(got == 9, "one that has ended can be joined later");
    check_result(rumpuser_thread_create(return_from_thread, NULL, NULL, 0, 7, 3, &cookie), 0,
                 "a thread without name that no thread joins");
    fake_let_others_run();
    check(got == 10 && cookie == &three, "runs, may simply return, and has no cookie");
    while (rumpuser_thread_create(wait_for_flag, NULL, "many", 0, 0, -1, NULL) == 0)
        made++;
    check_result(rumpuser_thread_create(wait_for_flag, NULL, "more", 0, 0, -1, NULL), EAGAIN,
                 "no memory for a thread");
    check(made > 20, "after %u of them", made);
    flag = true;
    fake_let_others_run();
    check_result(rumpuser_malloc(32768, 0, &memory), 0, "all but a few stacks are memory again");
    rumpuser_free(memory, 32768);
}

static void look_at_lwp(void *unused)
{
    (void)unused;
    fake_let_others_run();
    got = rumpuser_curlwp() == &fake_lwps[5];
}

static void check_lwp(void)
{
    void *thread = fake_thread(look_at_lwp, NULL, 5);

    rumpuser_curlwpop(RUMPUSER_LWP_CREATE, &fake_lwps[6]);
    check(rumpuser_curlwp() == &fake_lwps[0], "an lwp that is made runs on no thread yet");
    fake_join(thread);
    check(got == 1, "each thread has its own lwp");
    rumpuser_curlwpop(RUMPUSER_LWP_DESTROY, &fake_lwps[6]);
    fake_unschedule();
    rumpuser_curlwpop(RUMPUSER_LWP_CLEAR, &fake_lwps[0]);
    check(rumpuser_curlwp() == NULL, "cleared: none");
    rumpuser_curlwpop(RUMPUSER_LWP_SET, &fake_lwps[0]);
    check(rumpuser_curlwp() == &fake_lwps[0], "set: that one");
    fake_schedule();
}

/* ---- Mutexes ---- */

static void enter_and_leave(void *who)
{
    struct lwp *owner;

    rumpuser_mutex_enter(mutex);
    rumpuser_mutex_owner(mutex, &owner);
    fake_wrong += owner != rumpuser_curlwp();
    note(*(char *)who);
    rumpuser_mutex_exit(mutex);
}

static void check_kmutex(void)
{
    struct lwp *owner = &fake_lwps[9];
    void *a, *b;

    rumpuser_mutex_init(&mutex, RUMPUSER_MTX_KMUTEX);
    rumpuser_mutex_owner(mutex, &owner);
    check(owner == NULL, "a new mutex has no owner");
    rumpuser_mutex_enter(mutex);
    rumpuser_mutex_owner(mutex, &owner);
    check(owner == &fake_lwps[0], "entered: its owner");
    check_result(rumpuser_mutex_tryenter(mutex), EBUSY, "tryenter: busy");
    fake_releases = 0;
    a = fake_thread(enter_and_leave, "a", 1);
    b = fake_thread(enter_and_leave, "b", 2);
    fake_let_others_run();
    check(came("") && fake_releases == 2, "others wait for it, and give up the CPU");
    rumpuser_mutex_exit(mutex);
    check_result(rumpuser_mutex_tryenter(mutex), 0,
                 "who leaves it may have it again before they run");
    fake_let_others_run();
    check(came(""), "they wait on");
    rumpuser_mutex_exit(mutex);
    fake_join(a);
    fake_join(b);
    check(placed == 2, "and get it in the end");
    placed = 0;
    rumpuser_mutex_destroy(mutex);
}

/* Has the mutex nearly always, and the CPU not always. */
static void hog(void *unused)
{
    (void)unused;
    for (unsigned i = 0; i < 20; i++) {
        rumpuser_mutex_enter(mutex);
        fake_let_others_run();
        rumpuser_mutex_exit(mutex);
    }
    note('h');
}

static void check_fairness(void)
{
    void *threads[3];

    rumpuser_mutex_init(&mutex, RUMPUSER_MTX_KMUTEX);
    threads[0] = fake_thread(hog, NULL, 1);
    threads[1] = fake_thread(enter_and_leave, "a", 2);
    threads[2] = fake_thread(enter_and_leave, "b", 3);
    for (unsigned i = 0; i < 3; i++)
        fake_join(threads[i]);
    check(placed == 3 && order[2] == 'h',
          "who enters it again and again does not keep it from others");
    placed = 0;
    rumpuser_mutex_destroy(mutex);
}

static void leave_later(void *unused)
{
    (void)unused;
    rumpuser_mutex_enter(mutex);
    fake_let_others_run();
    note('l');
    rumpuser_mutex_exit(mutex);
}

static void check_spin(int kind, const char *what)
{
    void *thread;

    rumpuser_mutex_init(&mutex, kind);
    thread = fake_thread(leave_later, NULL, 1);
    fake_unschedule();
    thread_yield(); /* it has the mutex, and waits for the CPU after this */
    fake_releases = 0;
    rumpuser_mutex_enter_nowrap(mutex);
    note('m');
    rumpuser_mutex_exit(mutex);
    fake_schedule();
    fake_join(thread);
    check(came("lm"), "%s is waited for", what);
    rumpuser_mutex_enter(mutex);
    rumpuser_mutex_exit(mutex);
    check(fake_releases == 1, "without a word about the CPU"); /* the join's */
    rumpuser_mutex_destroy(mutex);
}

/* ---- Reader/writer locks ---- */

static void write_lock(void *who)
{
    rumpuser_rw_enter(RUMPUSER_RW_WRITER, rw);
    note(*(char *)who);
    rumpuser_rw_exit(rw);
}

static void read_lock(void *who)
{
    rumpuser_rw_enter(RUMPUSER_RW_READER, rw);
    note(*(char *)who);
    fake_let_others_run();
    rumpuser_rw_exit(rw);
}

static bool held(int kind)
{
    int is = -1;

    rumpuser_rw_held(kind, rw, &is);
    return is != 0;
}

static void look_whether_held(void *unused)
{
    (void)unused;
    got = held(RUMPUSER_RW_WRITER) + 2 * held(RUMPUSER_RW_READER);
}

static void check_rw_alone(void)
{
    rumpuser_rw_init(&rw);
    check(!held(RUMPUSER_RW_READER) && !held(RUMPUSER_RW_WRITER), "a new lock is not held");
    check_result(rumpuser_rw_tryenter(2, rw), EINVAL, "there are two kinds of holders");
    rumpuser_rw_enter(RUMPUSER_RW_READER, rw);
    check(held(RUMPUSER_RW_READER) && !held(RUMPUSER_RW_WRITER), "held by a reader");
    check_result(rumpuser_rw_tryenter(RUMPUSER_RW_READER, rw), 0, "another reader comes in");
    check_result(rumpuser_rw_tryenter(RUMPUSER_RW_WRITER, rw), EBUSY, "a writer does not");
    check_result(rumpuser_rw_tryupgrade(rw), EBUSY, "one of two cannot become the writer");
    rumpuser_rw_exit(rw);
    check_result(rumpuser_rw_tryupgrade(rw), 0, "one alone can");
    check(!held(RUMPUSER_RW_READER) && held(RUMPUSER_RW_WRITER), "held by the writer");
    check_result(rumpuser_rw_tryenter(RUMPUSER_RW_READER, rw), EBUSY, "no reader comes in");
    check_result(rumpuser_rw_tryenter(RUMPUSER_RW_WRITER, rw), EBUSY, "no second writer");
    fake_join(fake_thread(look_whether_held, NULL, 1));
    check(got == 0, "another thread is not the writer");
    rumpuser_rw_downgrade(rw);
    check(held(RUMPUSER_RW_READER) && !held(RUMPUSER_RW_WRITER), "the writer becomes a reader");
    rumpuser_rw_exit(rw);
    check(!held(RUMPUSER_RW_READER), "and leaves");
    rumpuser_rw_destroy(rw);
}

static void check_rw_turns(void)
{
    void *threads[4];

    rumpuser_rw_init(&rw);
    rumpuser_rw_enter(RUMPUSER_RW_READER, rw);
    fake_releases = 0;
    threads[0] = fake_thread(write_lock, "w", 1);
    fake_let_others_run();
    threads[1] = fake_thread(read_lock, "r", 2);
    threads[2] = fake_thread(write_lock, "W", 3);
    threads[3] = fake_thread(read_lock, "R", 4);
    fake_let_others_run();
    check(came("") && fake_releases == 4,
          "behind a writer that waits readers wait, too, and give up the CPU");
    rumpuser_rw_exit(rw);
    fake_let_others_run();
    for (unsigned i = 0; i < 4; i++)
        fake_join(threads[i]);
    check(came("wrRW"), "the writer is next, then all readers, then the next writer");
    rumpuser_rw_enter(RUMPUSER_RW_WRITER, rw);
    threads[0] = fake_thread(read_lock, "r", 1);
    threads[1] = fake_thread(write_lock, "w", 2);
    fake_let_others_run();
    rumpuser_rw_downgrade(rw);
    fake_let_others_run();
    check(came("r"), "readers that wait come in when the writer becomes one, writers do not");
    rumpuser_rw_exit(rw);
    fake_join(threads[0]);
    fake_join(threads[1]);
    check(came("w"), "until it leaves");
    rumpuser_rw_destroy(rw);
}

/* ---- Condition variables ---- */

static void wait_for_cv(void *who)
{
    rumpuser_mutex_enter(mutex);
    rumpuser_cv_wait(cv, mutex);
    fake_wrong += !fake_have_cpu() || rumpuser_mutex_tryenter(mutex) != EBUSY;
    note(*(char *)who);
    rumpuser_mutex_exit(mutex);
}

static int waiters(void)
{
    int are = -1;

    rumpuser_cv_has_waiters(cv, &are);
    return are;
}

static void check_cv(int kind, const char *what)
{
    void *a, *b, *c;

    rumpuser_mutex_init(&mutex, kind);
    rumpuser_cv_init(&cv);
    check(!waiters(), "%s: no thread waits for a new condition", what);
    rumpuser_cv_signal(cv);
    a = fake_thread(wait_for_cv, "a", 1);
    b = fake_thread(wait_for_cv, "b", 2);
    c = fake_thread(wait_for_cv, "c", 3);
    fake_let_others_run();
    check(waiters() && came(""), "threads wait, whatever came before");
    check_result(rumpuser_mutex_tryenter(mutex), 0, "with the mutex left");
    rumpuser_cv_signal(cv);
    if (!(kind & RUMPUSER_MTX_SPIN)) { /* the holder of a spin mutex does not give up the CPU */
        fake_let_others_run();
        check(came(""), "one that is woken must have the mutex");
    }
    rumpuser_mutex_exit(mutex);
    fake_join(a);
    check(came("a") && waiters(), "then goes on, alone");
    rumpuser_cv_broadcast(cv);
    check(!waiters(), "broadcast: no thread waits any more");
    fake_join(b);
    fake_join(c);
    check(came("bc"), "all go on");
    rumpuser_cv_destroy(cv);
    rumpuser_mutex_destroy(mutex);
}

/* As the rump kernel's scheduler waits: its own mutex, which the upcalls enter and leave. */
static void wait_for_scheduler_cv(void *unused)
{
    (void)unused;
    rumpuser_cv_wait(cv, fake_cpu_mutex);
    got = fake_have_cpu();
}

static void wait_nowrap(void *unused)
{
    (void)unused;
    fake_unschedule();
    rumpuser_mutex_enter_nowrap(mutex);
    rumpuser_cv_wait_nowrap(cv, mutex);
    got += 10;
    rumpuser_mutex_exit(mutex);
    fake_schedule();
}

static void check_cv_scheduler(void)
{
    void *thread;

    rumpuser_cv_init(&cv);
    got = 0;
    thread = fake_thread(wait_for_scheduler_cv, NULL, 1);
    fake_let_others_run();
    rumpuser_cv_signal(cv);
    fake_join(thread);
    check(got == 1, "the scheduler's mutex as the interlock");
    check_result(rumpuser_mutex_tryenter(fake_cpu_mutex), 0, "is left afterwards");
    rumpuser_mutex_exit(fake_cpu_mutex);
    rumpuser_mutex_init(&mutex, RUMPUSER_MTX_SPIN);
    thread = fake_thread(wait_nowrap, NULL, 1);
    fake_let_others_run();
    rumpuser_cv_signal(cv);
    fake_releases = 0;
    fake_join(thread);
    check(got == 11 && fake_releases == 1, "nowrap: the hypercall leaves the CPU alone");
    rumpuser_cv_destroy(cv);
    rumpuser_mutex_destroy(mutex);
}

/* ---- Time ---- */

static uint64_t ns_since(uint64_t start)
{
    return (cos_tsc() - start) * 1000 / (cos_self()->tsc_hz / 1000000);
}

static void signal_later(void *unused)
{
    (void)unused;
    rumpuser_clock_sleep(RUMPUSER_CLOCK_RELWALL, 0, 5 * MS);
    rumpuser_cv_signal(cv);
}

static void check_timedwait(void)
{
    uint64_t start = cos_tsc(), spent;
    void *thread;

    rumpuser_mutex_init(&mutex, RUMPUSER_MTX_KMUTEX);
    rumpuser_cv_init(&cv);
    rumpuser_mutex_enter(mutex);
    check_result(rumpuser_cv_timedwait(cv, mutex, 0, 20 * MS), ETIMEDOUT,
                 "a wait of 20 ms times out");
    spent = ns_since(start);
    check(spent >= 20 * MS && spent < 21 * MS, "after 20 ms (%llu ns)", (unsigned long long)spent);
    check_result(rumpuser_mutex_tryenter(mutex), EBUSY, "with the mutex held again");
    check(!waiters(), "and no thread waiting");
    check_result(rumpuser_cv_timedwait(cv, mutex, 0, 0), ETIMEDOUT,
                 "no time at all is over at once");
    check_result(rumpuser_cv_timedwait(cv, mutex, -1, 0), ETIMEDOUT, "less than none, too");
    thread = fake_thread(signal_later, NULL, 1);
    start = cos_tsc();
    check_result(rumpuser_cv_timedwait(cv, mutex, 1000, 0), 0,
                 "a signal comes before the time is over");
    spent = ns_since(start);
    check(spent >= 5 * MS && spent < 6 * MS, "when it comes (%llu ns)", (unsigned long long)spent);
    fake_join(thread);
    thread = fake_thread(signal_later, NULL, 1);
    check_result(rumpuser_cv_timedwait(cv, mutex, INT64_MAX, 999999999), 0,
                 "a wait longer than time itself");
    fake_join(thread);
    rumpuser_mutex_exit(mutex);
    rumpuser_cv_destroy(cv);
    rumpuser_mutex_destroy(mutex);
}

static void check_clock(void)
{
    int64_t seconds = 0, later, wall;
    long ns = 0, ns_later;
    uint64_t start, spent;

    check_result(rumpuser_clock_gettime(RUMPUSER_CLOCK_ABSMONO, &seconds, &ns), 0,
                 "monotonic clock");
    check_result(rumpuser_clock_gettime(7, &later, &ns_later), EINVAL,
                 "a clock that does not exist");
    check_result(rumpuser_clock_sleep(7, 0, 1), EINVAL, "cannot be slept by");
    check_result(rumpuser_clock_gettime(RUMPUSER_CLOCK_RELWALL, &wall, &ns_later), 0,
                 "time of day");
    start = cos_clock_line(cos_clock()).day / 1000 / MS;
    wall -= (int64_t)start;
    check(start > 1700000000 && wall >= seconds && wall <= seconds + 1,
          "is that of the machine's clock");
    start = cos_tsc();
    fake_releases = 0;
    check_result(rumpuser_clock_sleep(RUMPUSER_CLOCK_RELWALL, 3, 500 * MS), 0, "sleep 3.5 s");
    spent = ns_since(start);
    check(spent >= 3500 * MS && spent < 3501 * MS && fake_releases == 1,
          "without the CPU (%llu ns)", (unsigned long long)spent);
    rumpuser_clock_gettime(RUMPUSER_CLOCK_ABSMONO, &later, &ns_later);
    check((later - seconds) * 1000 * MS + ns_later - ns >= 3500 * MS, "the clock has seen it");
    check_result(rumpuser_clock_sleep(RUMPUSER_CLOCK_ABSMONO, later + 2, 0), 0,
                 "sleep until the second after next");
    rumpuser_clock_gettime(RUMPUSER_CLOCK_ABSMONO, &seconds, &ns);
    check(seconds == later + 2 && ns < MS, "it is that (%ld ns)", ns);
    start = cos_tsc();
    check_result(rumpuser_clock_sleep(RUMPUSER_CLOCK_ABSMONO, 0, 1), 0,
                 "sleep until a time long ago");
    check(ns_since(start) < MS, "is over at once");
}

int main(const struct cos_start *start)
{
    fake_start(start);
    check_threads();
    check_lwp();
    check_kmutex();
    check_fairness();
    check_spin(RUMPUSER_MTX_SPIN, "a spin mutex");
    check_spin(RUMPUSER_MTX_SPIN | RUMPUSER_MTX_KMUTEX, "a spin mutex with owner");
    check_rw_alone();
    check_rw_turns();
    check_cv(RUMPUSER_MTX_KMUTEX, "mutex");
    check_cv(RUMPUSER_MTX_SPIN | RUMPUSER_MTX_KMUTEX, "spin mutex with owner");
    check_cv_scheduler();
    check_timedwait();
    check_clock();
    check(fake_wrong == 0, "the CPU was given up and taken in the right order, always (%u)",
          fake_wrong);
    return check_done();
}

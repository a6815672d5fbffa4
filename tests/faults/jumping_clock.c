/* The wall clock of whoever loads this jumps by two days, to and fro, every four seconds. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <sys/time.h>
#include <time.h>

typedef int (*getter)(clockid_t, struct timespec *);

static int real(clockid_t clock, struct timespec *now)
{
    static getter found;
    if (!found)
        found = (getter) dlsym(RTLD_NEXT, "clock_gettime");
    return found(clock, now);
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    int status = real(clock, now);
    struct timespec since;
    if (status == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        real(CLOCK_MONOTONIC, &since);
        now->tv_sec += since.tv_sec / 4 % 2 ? 86400 : -86400;
    }
    return status;
}

int gettimeofday(struct timeval *now, void *zone)
{
    struct timespec seen;
    int status = clock_gettime(CLOCK_REALTIME, &seen);
    now->tv_sec = seen.tv_sec;
    now->tv_usec = seen.tv_nsec / 1000;
    (void) zone;
    return status;
}

time_t time(time_t *now)
{
    struct timespec seen;
    clock_gettime(CLOCK_REALTIME, &seen);
    if (now)
        *now = seen.tv_sec;
    return seen.tv_sec;
}

/* Faults of a disk, for a process that preloads this: the n-th call that changes a file in a folder
 * fails, is cut short, or is its last. Every change is written down, so that a test can put together
 * what a disk holds whose power fails at any moment.
 *
 * faults_watch(folder, trace)   from now on; trace may be ""
 * faults_at(n, kind, times)     kind: 0 none, 1 EIO, 2 ENOSPC, 3 a short write, 4 killed
 * faults_calls()                how many calls there were
 * faults_mark(text)             a line of the test's own in the trace
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static char folder[PATH_MAX];
static int trace = -1, calls, first, kind, times;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static const char *watched(int fd, char *path) {
    char link[64];
    if (!folder[0] || fd < 3) return NULL;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, PATH_MAX - 1);
    if (n <= 0) return NULL;
    path[n] = 0;
    return strncmp(path, folder, strlen(folder)) ? NULL : path + strlen(folder) + 1;
}

static void put(char what, const char *name, int64_t offset, const void *data, int64_t size) {
    if (trace < 0) return;
    char head[PATH_MAX + 64];
    int n = snprintf(head, sizeof head, "%c %s %lld %lld\n", what, name, (long long)offset,
                     (long long)size);
    pthread_mutex_lock(&lock);
    REAL(write)(trace, head, n);
    if (data) REAL(write)(trace, data, size);
    pthread_mutex_unlock(&lock);
}

static int fault(void) {
    int n = ++calls;
    if (!kind || n < first || n >= first + times) return 0;
    if (kind == 4) kill(getpid(), SIGKILL);
    errno = kind == 1 ? EIO : ENOSPC;
    return kind;
}

void faults_watch(const char *where, const char *to) {
    trace = to[0] ? open(to, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600) : -1;
    calls = kind = 0;
    snprintf(folder, sizeof folder, "%s", where);
}
void faults_at(int n, int what, int how_often) { first = n, times = how_often, kind = what; }
int faults_calls(void) { return calls; }
void faults_mark(const char *text) { put('M', text, 0, NULL, 0); }

static ssize_t change(int fd, const void *data, size_t size, off_t offset, int at) {
    char path[PATH_MAX];
    const char *name = watched(fd, path);
    int failed = name ? fault() : 0;
    if (failed == 1 || failed == 2) return -1;
    if (failed == 3 && size > 1) size /= 2;
    off_t from = at ? offset : lseek(fd, 0, SEEK_CUR);
    ssize_t done = at ? REAL(pwrite)(fd, data, size, offset) : REAL(write)(fd, data, size);
    if (name && done > 0) put('W', name, from, data, done);
    return done;
}

ssize_t write(int fd, const void *data, size_t size) { return change(fd, data, size, 0, 0); }
ssize_t pwrite(int fd, const void *data, size_t size, off_t o) { return change(fd, data, size, o, 1); }
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t o) {
    return change(fd, data, size, o, 1);
}

#define SIMPLE(name, what, args, call, offset)                                                     \
    int name args {                                                                                \
        char path[PATH_MAX];                                                                       \
        const char *file = watched(fd, path);                                                      \
        int failed = file ? fault() : 0;                                                           \
        if (failed == 1 || failed == 2) return -1;                                                 \
        int done = REAL(name) call;                                                                \
        if (file && !done) put(what, file, offset, NULL, 0);                                       \
        return done;                                                                               \
    }

SIMPLE(fsync, 'S', (int fd), (fd), 0)
SIMPLE(fdatasync, 'S', (int fd), (fd), 0)
SIMPLE(ftruncate, 'T', (int fd, off_t size), (fd, size), size)
SIMPLE(ftruncate64, 'T', (int fd, off64_t size), (fd, size), size)

int unlink(const char *path) {
    int done = REAL(unlink)(path);
    size_t n = strlen(folder);
    if (!done && n && !strncmp(path, folder, n)) put('U', path + n + 1, 0, NULL, 0);
    return done;
}

int rename(const char *from, const char *to) {
    int done = REAL(rename)(from, to);
    size_t n = strlen(folder);
    if (!done && n && !strncmp(from, folder, n)) {
        put('R', from + n + 1, 0, NULL, 0);
        put('>', to + n + 1, 0, NULL, 0);
    }
    return done;
}

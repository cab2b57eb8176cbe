/* Stands between a program and the C library, for one folder (ATLAS_WATCH): records what is written and synced there, or
 * lets a call fail, or ends the program at a call. Loaded with LD_PRELOAD.
 *
 * ATLAS_RECORD=FILE           appends one entry for each change of content, each sync and each line on standard output
 * ATLAS_FAIL=KIND:N:ERRNO     the N-th call of a kind (open, read, write, sync, any) fails with ERRNO; with 0 the program is
 *                             killed instead, in the middle of a write. ":stay" lets every later call of the kind fail too
 * ATLAS_CALLS=FILE            how many calls of the kind of ATLAS_FAIL there were, when the program ends by itself
 *
 * An entry is a struct entry and as many bytes as it says. Files are told apart by inode and time of birth, so a name that
 * moves needs no entry of its own: the list of names is recorded whenever it has changed. Renaming without the C library, as
 * some programs do, is seen all the same. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#undef open64
#undef openat64
#undef ftruncate64
#undef pwrite64
#undef pread64

struct entry {
    uint64_t kind, file, offset, length;
};

enum { NAMES = 'N', WRITE = 'W', TRUNCATE = 'T', SYNC = 'S', SYNC_FOLDER = 'D', PRINTED = 'A' };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const char *watch;
static size_t watch_length;
static int record = -1;
static char names_before[65536];
static size_t names_before_length = (size_t)-1;
static const char *fail_kind, *calls_file;
static long fail_at, fail_errno, fail_stay, calls;
static __thread int inside;

#define REAL(name) ((__typeof__(&name))real(#name))

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

static ssize_t raw_write(int fd, const void *bytes, size_t length) { return syscall(SYS_write, fd, bytes, length); }

static int is_watched(const char *path) {
    return watch && !strncmp(path, watch, watch_length) && (path[watch_length] == '/' || !path[watch_length]);
}

static int path_of(int fd, char *path, size_t size) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, size - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return 1;
}

/* SQLite's shared memory is made anew after a power cut. */
static int fd_is_watched(int fd) {
    char path[4096];
    return watch && path_of(fd, path, sizeof path) && is_watched(path) && !strstr(path, "-shm");
}

static uint64_t id_of(int folder, const char *name, int flags) {
    struct statx seen;
    if (syscall(SYS_statx, folder, name, flags, STATX_INO | STATX_BTIME, &seen)) return 0;
    return seen.stx_ino * 0x9e3779b97f4a7c15ull + (uint64_t)seen.stx_btime.tv_sec * 1000000007ull + seen.stx_btime.tv_nsec;
}

static void put(uint64_t kind, uint64_t file, uint64_t offset, const void *bytes, uint64_t length) {
    struct entry entry = {kind, file, offset, length};
    struct iovec parts[2] = {{&entry, sizeof entry}, {(void *)bytes, length}};
    if (syscall(SYS_writev, record, parts, length ? 2 : 1) != (long)(sizeof entry + length)) _exit(99);
}

static size_t list(const char *folder, const char *below, char *text, size_t at) {
    DIR *entries = opendir(folder);
    if (!entries) return at;
    struct dirent *entry;
    while ((entry = readdir(entries))) {
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..") || strstr(entry->d_name, "-shm")) continue;
        char path[4096], name[4096];
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        snprintf(name, sizeof name, "%s%s", below, entry->d_name);
        int is_folder = entry->d_type == DT_DIR;
        at += snprintf(text + at, sizeof names_before - at, "%llu %c %s\n",
                       (unsigned long long)id_of(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW), is_folder ? 'd' : 'f', name);
        if (is_folder) {
            strcat(name, "/");
            at = list(path, name, text, at);
        }
    }
    closedir(entries);
    return at;
}

static void names(void) {
    static char text[65536];
    size_t length = list(watch, "", text, 0);
    if (length == names_before_length && !memcmp(text, names_before, length)) return;
    memcpy(names_before, text, length);
    names_before_length = length;
    put(NAMES, 0, 0, text, length);
}

static void note(uint64_t kind, int fd, uint64_t offset, const void *bytes, uint64_t length) {
    int before = errno;
    inside = 1;
    pthread_mutex_lock(&lock);
    names();
    put(kind, fd < 0 ? 0 : id_of(fd, "", AT_EMPTY_PATH), offset, bytes, length);
    pthread_mutex_unlock(&lock);
    inside = 0;
    errno = before;
}

static int recording(int fd) { return record >= 0 && !inside && fd != record && fd_is_watched(fd); }

/* Whether this call is to fail; 2 when the program is to be killed. */
static int fails(const char *kind) {
    if (!fail_kind || inside || (strcmp(fail_kind, kind) && strcmp(fail_kind, "any"))) return 0;
    long call = __sync_add_and_fetch(&calls, 1);
    if (call != fail_at && !(fail_stay && call > fail_at)) return 0;
    if (!fail_errno) return 2;
    errno = (int)fail_errno;
    return 1;
}

static int die(void) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
    return -1;
}

__attribute__((constructor)) static void begin(void) {
    watch = getenv("ATLAS_WATCH");
    if (!watch) return;
    watch_length = strlen(watch);
    const char *file = getenv("ATLAS_RECORD"), *fail = getenv("ATLAS_FAIL");
    calls_file = getenv("ATLAS_CALLS");
    if (file) record = (int)syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fail) {
        char *text = strdup(fail), *rest = text;
        fail_kind = strsep(&rest, ":");
        fail_at = atol(strsep(&rest, ":"));
        fail_errno = atol(strsep(&rest, ":"));
        fail_stay = rest && !strcmp(rest, "stay");
    }
    if (record >= 0) {
        inside = 1;
        names();
        inside = 0;
    }
}

__attribute__((destructor)) static void end(void) {
    if (!calls_file) return;
    char text[32];
    int length = snprintf(text, sizeof text, "%ld", calls);
    int fd = (int)syscall(SYS_openat, AT_FDCWD, calls_file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    raw_write(fd, text, (size_t)length);
    close(fd);
}

static ssize_t half(int fd, const void *bytes, size_t length, off64_t offset) {
    if (offset < 0) return raw_write(fd, bytes, length / 2);
    return syscall(SYS_pwrite64, fd, bytes, length / 2, offset);
}

static ssize_t write_at(int fd, const void *bytes, size_t length, off64_t offset) {
    int watched = fd_is_watched(fd), how = watched ? fails("write") : 0;
    if (how == 2) return half(fd, bytes, length, offset), die();
    if (how) return -1;
    uint64_t at = (uint64_t)offset;
    if (offset < 0 && watched && record >= 0) at = (uint64_t)lseek(fd, 0, (fcntl(fd, F_GETFL) & O_APPEND) ? SEEK_END : SEEK_CUR);
    ssize_t done = offset < 0 ? raw_write(fd, bytes, length) : syscall(SYS_pwrite64, fd, bytes, length, offset);
    if (done > 0 && recording(fd)) note(WRITE, fd, at, bytes, (uint64_t)done);
    if (done > 0 && record >= 0 && fd == 1 && !inside && ((const char *)bytes)[done - 1] == '\n') note(PRINTED, -1, 0, NULL, 0);
    return done;
}

ssize_t write(int fd, const void *bytes, size_t length) { return write_at(fd, bytes, length, -1); }
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) { return write_at(fd, bytes, length, at); }
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) { return write_at(fd, bytes, length, at); }

/* A short count is allowed; the caller goes on with the rest. */
ssize_t writev(int fd, const struct iovec *parts, int count) {
    if (!fd_is_watched(fd) && fd != 1) return REAL(writev)(fd, parts, count);
    for (int i = 0; i < count; i++)
        if (parts[i].iov_len) return write(fd, parts[i].iov_base, parts[i].iov_len);
    return 0;
}

static ssize_t read_at(int fd, void *bytes, size_t length, off64_t offset) {
    int how = fd_is_watched(fd) ? fails("read") : 0;
    if (how == 2) return die();
    if (how) return -1;
    return offset < 0 ? syscall(SYS_read, fd, bytes, length) : syscall(SYS_pread64, fd, bytes, length, offset);
}

ssize_t read(int fd, void *bytes, size_t length) { return read_at(fd, bytes, length, -1); }
ssize_t pread(int fd, void *bytes, size_t length, off_t at) { return read_at(fd, bytes, length, at); }
ssize_t pread64(int fd, void *bytes, size_t length, off64_t at) { return read_at(fd, bytes, length, at); }

static int truncate_to(int fd, off64_t size) {
    int how = fd_is_watched(fd) ? fails("write") : 0;
    if (how == 2) return die();
    if (how) return -1;
    int failed = (int)syscall(SYS_ftruncate, fd, size);
    if (!failed && recording(fd)) note(TRUNCATE, fd, (uint64_t)size, NULL, 0);
    return failed;
}

int ftruncate(int fd, off_t size) { return truncate_to(fd, size); }
int ftruncate64(int fd, off64_t size) { return truncate_to(fd, size); }

static int sync_it(int fd, long call) {
    int how = fd_is_watched(fd) ? fails("sync") : 0;
    if (how == 2) return die();
    if (how) return -1;
    int failed = (int)syscall(call, fd);
    if (!failed && recording(fd)) {
        struct stat seen;
        note(!fstat(fd, &seen) && S_ISDIR(seen.st_mode) ? SYNC_FOLDER : SYNC, fd, 0, NULL, 0);
    }
    return failed;
}

int fsync(int fd) { return sync_it(fd, SYS_fsync); }
int fdatasync(int fd) { return sync_it(fd, SYS_fdatasync); }

static int open_it(int folder, const char *path, int flags, mode_t mode) {
    int watched = watch && (folder == AT_FDCWD || path[0] == '/') && is_watched(path);
    int how = watched ? fails("open") : 0;
    if (how == 2) return die();
    if (how) return -1;
    int fd = (int)syscall(SYS_openat, folder, path, flags, mode);
    if (fd >= 0 && watched && (flags & O_TRUNC) && recording(fd)) note(TRUNCATE, fd, 0, NULL, 0);
    return fd;
}

#define MODE                                      \
    mode_t mode = 0;                              \
    if (flags & (O_CREAT | O_TMPFILE)) {          \
        va_list more;                             \
        va_start(more, flags);                    \
        mode = (mode_t)va_arg(more, int);         \
        va_end(more);                             \
    }

int open(const char *path, int flags, ...) { MODE return open_it(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE return open_it(AT_FDCWD, path, flags | O_LARGEFILE, mode); }
int openat(int folder, const char *path, int flags, ...) { MODE return open_it(folder, path, flags, mode); }
int openat64(int folder, const char *path, int flags, ...) { MODE return open_it(folder, path, flags | O_LARGEFILE, mode); }

/* Copying inside the kernel would go unseen; without it the program reads and writes. */
ssize_t copy_file_range(int from, off64_t *at, int to, off64_t *there, size_t length, unsigned flags) {
    if (!watch) return REAL(copy_file_range)(from, at, to, there, length, flags);
    errno = ENOSYS;
    return -1;
}

ssize_t sendfile64(int to, int from, off64_t *at, size_t length) {
    if (!watch) return syscall(SYS_sendfile, to, from, at, length);
    errno = ENOSYS;
    return -1;
}

ssize_t sendfile(int to, int from, off_t *at, size_t length) { return sendfile64(to, from, (off64_t *)at, length); }

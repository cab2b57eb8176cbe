//! Giving memory back that only starting up needed.

/// Returns free memory to the system, and has it let go of the program's code: what runs again is mapped again, page by
/// page, from the cache of files; what only starting needed is not.
#[cfg(target_os = "linux")]
pub(crate) fn give_back() {
    let program = std::env::current_exe().unwrap_or_default();
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap_or_default();
    for (from, length) in code(&maps, &program.to_string_lossy()) {
        // Code is never written to, so nothing can be lost; a call that fails changes nothing.
        #[expect(unsafe_code, reason = "the pages are clean and come back when they are touched")]
        unsafe {
            libc::madvise(from as *mut libc::c_void, length, libc::MADV_DONTNEED);
        }
    }
    #[cfg(target_env = "gnu")]
    #[expect(unsafe_code, reason = "has no conditions; takes the allocator's own locks")]
    unsafe {
        libc::malloc_trim(0);
    }
}

/// Other systems do so themselves when a window has been at rest.
#[cfg(not(target_os = "linux"))]
pub(crate) fn give_back() {}

/// Where the program's code lies, and how much of it, by the list of what is mapped.
#[cfg(target_os = "linux")]
fn code<'a>(maps: &'a str, program: &'a str) -> impl Iterator<Item = (usize, usize)> + 'a {
    maps.lines().filter_map(move |line| {
        let mut fields = line.splitn(6, ' ');
        let (place, rights, file) = (fields.next()?, fields.next()?, fields.nth(3)?);
        let (from, to) = place.split_once('-')?;
        let (from, to) = (usize::from_str_radix(from, 16).ok()?, usize::from_str_radix(to, 16).ok()?);
        (rights == "r-xp" && file.trim() == program).then(|| (from, to.saturating_sub(from)))
    })
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::{code, give_back};

    #[test]
    fn only_the_programs_own_code_is_let_go() {
        let maps = "5500-5600 r--p 00000000 fe:00 12   /usr/bin/support-atlas\n\
                    5600-7600 r-xp 00100000 fe:00 12   /usr/bin/support-atlas\n\
                    7600-7700 r--p 02100000 fe:00 12   /usr/bin/support-atlas\n\
                    7700-7800 rw-p 02200000 fe:00 12   /usr/bin/support-atlas\n\
                    8000-9000 r-xp 00000000 fe:00 13   /usr/lib/libc.so.6\n\
                    9000-9100 rw-p 00000000 00:00 0 \n";
        assert_eq!(code(maps, "/usr/bin/support-atlas").collect::<Vec<_>>(), [(0x5600, 0x2000)]);
        assert_eq!(code(maps, "").count(), 0);
    }

    #[test]
    fn the_program_goes_on_afterwards() {
        give_back();
        assert_eq!(format!("{:?}", [1, 2].map(|number| number + 1)), "[2, 3]");
    }
}

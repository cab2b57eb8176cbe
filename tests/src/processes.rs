//! The programs that a desk is made of, ended together.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use rustix::process::{
    Pid, Signal, WaitOptions, getpid, kill_process, kill_process_group, set_child_subreaper, waitpgid, waitpid,
};

use crate::Outcome;

/// Child processes in a process group of their own, so that whatever they start in turn ends with them.
pub(crate) struct Processes {
    members: Vec<(String, Pid)>,
    group: Option<Pid>,
    environment: Vec<(String, String)>,
    logs: PathBuf,
}

impl Processes {
    /// Nothing runs yet. Everything started later sees exactly this environment and writes its errors to a file in `logs`.
    pub(crate) fn new(environment: Vec<(String, String)>, logs: PathBuf) -> Outcome<Self> {
        // What a program leaves behind when it ends becomes a child of the test, which can then wait for it.
        set_child_subreaper(Some(getpid()))?;
        Ok(Self { members: Vec::new(), group: None, environment, logs })
    }

    /// Adds a variable for what is started from now on.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.environment.push((name.to_owned(), value.to_owned()));
    }

    /// A command that sees this environment and nothing of the caller's.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env_clear().envs(self.environment.iter().map(|(name, value)| (name, value))).stdin(Stdio::null());
        command
    }

    /// Starts a program that runs until the end.
    pub(crate) fn start(&mut self, program: &str, arguments: &[&str]) -> Outcome {
        self.spawn(program, arguments, Stdio::null(), Stdio::null()).map(|_| ())
    }

    /// Starts a program that reads one word first.
    pub(crate) fn start_and_tell(&mut self, program: &str, arguments: &[&str], word: &str) -> Outcome {
        let mut child = self.spawn(program, arguments, Stdio::piped(), Stdio::null())?;
        Ok(child.stdin.take().ok_or("no input")?.write_all(word.as_bytes())?)
    }

    /// Starts a program that prints one line when it is ready, and answers that line.
    pub(crate) fn start_and_read(&mut self, program: &str, arguments: &[&str]) -> Outcome<String> {
        let mut child = self.spawn(program, arguments, Stdio::null(), Stdio::piped())?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().ok_or("no output")?).read_line(&mut line)?;
        if line.trim().is_empty() {
            Err(format!("{program} ended at once: {}", self.errors()).into())
        } else {
            Ok(line.trim().to_owned())
        }
    }

    /// Ends one program, and waits until it has ended.
    pub(crate) fn stop(&self, program: &str) -> Outcome {
        for (_, pid) in self.members.iter().filter(|(name, _)| name == program) {
            kill_process(*pid, Signal::KILL)?;
            waitpid(Some(*pid), WaitOptions::empty())?;
        }
        Ok(())
    }

    /// All that run: number and name.
    pub(crate) fn running(&self) -> Vec<(u32, String)> {
        let group = self.group.map(|group| group.as_raw_pid().to_string());
        let one = |entry: fs::DirEntry| {
            let number = entry.file_name().to_str()?.parse().ok()?;
            let status = fs::read_to_string(entry.path().join("stat")).ok()?;
            // Number, name in brackets, state, parent, group.
            let (before, after) = status.rsplit_once(") ")?;
            let name = before.split_once('(')?.1.to_owned();
            (after.split(' ').nth(2).map(str::to_owned) == group).then_some((number, name))
        };
        fs::read_dir("/proc").into_iter().flatten().flatten().filter_map(one).collect()
    }

    /// What all programs have written to their error output so far.
    pub(crate) fn errors(&self) -> String {
        let Ok(entries) = fs::read_dir(&self.logs) else {
            return String::new();
        };
        let mut all = String::new();
        for entry in entries.flatten() {
            let text = fs::read_to_string(entry.path()).unwrap_or_default();
            if !text.is_empty() {
                all.extend(["--- ", &entry.file_name().to_string_lossy(), "\n", &text]);
            }
        }
        all
    }

    fn spawn(&mut self, program: &str, arguments: &[&str], input: Stdio, output: Stdio) -> Outcome<Child> {
        // Should the test itself be killed, setpriv has the kernel tell the program.
        let mut command = self.command("setpriv");
        command
            .args(["--pdeathsig", "TERM", "--", program])
            .args(arguments)
            .stdin(input)
            .stdout(output)
            .stderr(self.log(program)?)
            .process_group(self.group.map_or(0, Pid::as_raw_pid));
        let child = command.spawn().map_err(|error| format!("{program} could not be started: {error}"))?;
        let pid = Pid::from_child(&child);
        self.group = self.group.or(Some(pid));
        self.members.push((program.to_owned(), pid));
        Ok(child)
    }

    fn log(&self, program: &str) -> Outcome<File> {
        let name = program.rsplit('/').next().unwrap_or(program);
        Ok(File::options().append(true).create(true).open(self.logs.join(format!("{name}.log")))?)
    }
}

impl Drop for Processes {
    fn drop(&mut self) {
        let Some(group) = self.group else { return };
        let _ = kill_process_group(group, Signal::KILL);
        // Until all are gone, grandchildren too, their files cannot be removed.
        while let Ok(Some(_)) = waitpgid(group, WaitOptions::empty()) {}
    }
}

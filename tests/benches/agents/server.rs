//! A server in a process of its own, seen from outside.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How long a server may take to start. The host compiles its connectors first.
const PATIENCE: Duration = Duration::from_secs(60);
/// What `/proc` counts processor time in. Linux says 100 to programs on every machine that this runs on.
const TICKS_PER_SECOND: f64 = 100.0;

/// What a server says when it serves.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Ready {
    pub(crate) origin: String,
    /// What lets agents in, where that is asked for.
    #[serde(default)]
    pub(crate) key: String,
    #[serde(default)]
    pub(crate) toolsets: Vec<String>,
}

/// A running server. It ends when this is dropped, and also by itself when the driver is gone in any other way.
pub(crate) struct Server {
    process: Child,
    pub(crate) ready: Ready,
}

impl Server {
    /// Starts this program again, as the server of this name, and waits until it serves.
    pub(crate) fn start(role: &[&str]) -> Self {
        Self::start_from(&std::env::current_exe().unwrap(), role)
    }

    /// The same, from another build of this program.
    pub(crate) fn start_from(program: &Path, role: &[&str]) -> Self {
        let mut process = Command::new(program)
            .arg("serve")
            .args(role)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let says = process.stdout.take().unwrap();
        let mut server = Self { process, ready: Ready::default() };
        let (tell, told) = mpsc::channel();
        std::thread::spawn(move || {
            let mut line = String::new();
            // A server that ends says nothing, which is told below.
            let _ = BufReader::new(says).read_line(&mut line);
            let _ = tell.send(line);
        });
        let line = told.recv_timeout(PATIENCE).unwrap_or_default();
        server.ready = serde_json::from_str(&line).unwrap_or_else(|_| panic!("{role:?} did not start"));
        server
    }

    /// Processor time that the process has used so far, in seconds.
    pub(crate) fn processor_time(&self) -> f64 {
        let path = Path::new("/proc").join(self.process.id().to_string()).join("stat");
        let stat = std::fs::read_to_string(path).unwrap();
        // The name of the program, in parentheses, may hold anything; the fields behind it are numbered from 3
        // (proc_pid_stat(5)): 14 is time in user mode, 15 in the kernel.
        let (_, fields) = stat.rsplit_once(')').unwrap();
        let ticks = fields.split_whitespace().skip(14 - 3).take(2).map(|ticks| ticks.parse::<f64>().unwrap());
        ticks.sum::<f64>() / TICKS_PER_SECOND
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

//! Machines on a switch of their own: network namespaces of this machine, joined by cables that can be pulled out.
#![expect(clippy::missing_panics_doc, reason = "a test's world panics where a test fails")]

use std::ffi::OsStr;
use std::process::Command;

/// A switch and the machines at it, which are taken away with it.
pub struct Switch {
    /// How all names of this one begin: names are the whole machine's.
    prefix: String,
    machines: u8,
}

/// A machine: programs that run on it see its address and the loopback, and no other network.
#[derive(Debug, Clone)]
pub struct Machine {
    namespace: String,
    number: u8,
}

fn ip(words: &[&str]) -> Result<(), String> {
    let ran = Command::new("ip").args(words).output().map_err(|error| format!("ip: {error}"))?;
    if ran.status.success() {
        return Ok(());
    }
    Err(format!("ip {}: {}", words.join(" "), String::from_utf8_lossy(&ran.stderr).trim()))
}

impl Switch {
    /// A switch with nobody at it.
    ///
    /// # Errors
    /// Why this machine has none, in words: not root, or no namespaces here.
    pub fn new() -> Result<Switch, String> {
        let switch = Switch { prefix: format!("ld{}-", std::process::id()), machines: 0 };
        let name = switch.name();
        ip(&["netns", "add", &name])?;
        ip(&["-n", &name, "link", "add", "switch", "type", "bridge"])?;
        ip(&["-n", &name, "link", "set", "switch", "up"])?;
        Ok(switch)
    }

    fn name(&self) -> String {
        format!("{}switch", self.prefix)
    }

    /// One more machine, plugged in, at 10.77.0.NUMBER; nobody tells it a way out of this network.
    pub fn machine(&mut self) -> Machine {
        self.machines += 1;
        let machine = Machine { namespace: format!("{}{}", self.prefix, self.machines), number: self.machines };
        let (switch, port) = (self.name(), machine.port());
        let plugged = || {
            ip(&["netns", "add", &machine.namespace])?;
            ip(&["-n", &switch, "link", "add", &port, "type", "veth", "peer", "eth0", "netns", &machine.namespace])?;
            ip(&["-n", &switch, "link", "set", &port, "master", "switch", "up"])?;
            let address = format!("{}/24", machine.address());
            ip(&["-n", &machine.namespace, "address", "add", &address, "dev", "eth0"])?;
            ip(&["-n", &machine.namespace, "link", "set", "lo", "up"])?;
            ip(&["-n", &machine.namespace, "link", "set", "eth0", "up"])
        };
        plugged().expect("a machine");
        machine
    }

    /// Pulls the machine's cable out of the switch.
    pub fn unplug(&self, machine: &Machine) {
        ip(&["-n", &self.name(), "link", "set", &machine.port(), "down"]).expect("unplugged");
    }

    /// Plugs it in again.
    pub fn plug(&self, machine: &Machine) {
        ip(&["-n", &self.name(), "link", "set", &machine.port(), "up"]).expect("plugged in");
    }
}

impl Machine {
    /// Its address.
    pub fn address(&self) -> String {
        format!("10.77.0.{}", self.number)
    }

    /// A command that will run `program` on it.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.namespace]).arg(program);
        command
    }

    fn port(&self) -> String {
        format!("port{}", self.number)
    }
}

impl Drop for Switch {
    fn drop(&mut self) {
        let machines = (1..=self.machines).map(|number| format!("{}{number}", self.prefix));
        for name in machines.chain([self.name()]) {
            // One that could not be made is not there.
            drop(ip(&["netns", "delete", &name]));
        }
    }
}

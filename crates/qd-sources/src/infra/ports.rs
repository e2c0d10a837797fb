//! Which ports of a network's groups stand open to everybody.
//!
//! `EffectiveOpenPorts` lists ranges that any address may reach; `EffectiveOpenServices` names what
//! usually listens there and should not: shells, desktops, databases.

use super::stack::{Declared, Stack, mentions};
use crate::tree::{Node, Value};

/// Ports that nobody opens to everybody on purpose, with what listens there.
const SERVICES: [(u32, &str); 22] = [
    (20, "ftp"),
    (21, "ftp"),
    (22, "ssh"),
    (23, "telnet"),
    (135, "rpc"),
    (445, "smb"),
    (1433, "sql server"),
    (1521, "oracle"),
    (2375, "docker"),
    (2379, "etcd"),
    (3306, "mysql"),
    (3389, "remote desktop"),
    (5432, "postgres"),
    (5601, "kibana"),
    (5900, "vnc"),
    (6379, "redis"),
    (8020, "hadoop"),
    (9092, "kafka"),
    (9200, "elasticsearch"),
    (11211, "memcached"),
    (15672, "rabbitmq"),
    (27017, "mongodb"),
];

/// Writes both lists for each group of a stack.
pub(super) fn write(stack: &mut Stack) {
    let mut answers = Vec::new();
    for (index, group) in stack.resources.iter().enumerate() {
        if group.kind != "AWS::EC2::SecurityGroup" {
            continue;
        }
        let mut rules = Vec::new();
        if let Some(own) = group.properties.get("SecurityGroupIngress") {
            rules.extend(own.each().iter().cloned());
        }
        rules.extend(apart(stack, group));
        let open = rules.iter().map(opened).collect::<Vec<_>>();
        answers.push((index, open));
    }
    for (index, open) in answers {
        let group = &mut stack.resources[index];
        let place = group.place.clone();
        let is_told = open.iter().all(Option::is_some);
        let ranges = open.into_iter().flatten().flatten().collect::<Vec<_>>();
        let list = |texts: Vec<String>| {
            let items = texts.into_iter().map(|text| Node::of_text(text, &place));
            Value::List(items.collect())
        };
        let ports = ranges.iter().map(Range::spelled).collect::<Vec<_>>();
        let mut services = SERVICES
            .iter()
            .filter(|(port, _)| ranges.iter().any(|range| range.holds(*port)))
            .map(|(port, name)| format!("{name} {port}"))
            .collect::<Vec<_>>();
        services.dedup();
        let value = |texts: Vec<String>| {
            // What is open is open, whatever the rest is; that nothing is must be told of all.
            if texts.is_empty() && !is_told { Value::Null } else { list(texts) }
        };
        group.properties.set("EffectiveOpenPorts", Node::new(value(ports), &place));
        group.properties.set("EffectiveOpenServices", Node::new(value(services), &place));
    }
}

/// Rules that stand apart from their group.
fn apart(stack: &Stack, group: &Declared) -> Vec<Node> {
    let rules = stack.of("AWS::EC2::SecurityGroupIngress").filter(|rule| {
        let target =
            ["GroupId", "SecurityGroupId", "GroupName"].iter().find_map(|key| rule.text(&[key]));
        let is_ours = target.is_some_and(|target| mentions(target, &group.logical_id));
        // Terraform writes both directions with one type.
        is_ours && rule.text(&["RuleType"]).is_none_or(|kind| kind == "ingress")
    });
    rules.map(|rule| rule.properties.clone()).collect()
}

struct Range {
    from: u32,
    to: u32,
}

impl Range {
    fn holds(&self, port: u32) -> bool {
        (self.from..=self.to).contains(&port)
    }

    fn spelled(&self) -> String {
        match (self.from, self.to) {
            (0, 65535) => "all".to_owned(),
            (from, to) if from == to => from.to_string(),
            (from, to) => format!("{from}-{to}"),
        }
    }
}

/// What one rule opens to every address: nothing, a range, or `None` where it cannot be told.
fn opened(rule: &Node) -> Option<Option<Range>> {
    if rule.is_unknown() {
        return None;
    }
    let sources = ["CidrIp", "CidrIpv6", "CidrBlocks", "Ipv6CidrBlocks"];
    let sources = sources.iter().filter_map(|key| rule.get(key)).collect::<Vec<_>>();
    let everywhere = |node: &Node| matches!(node.text(), Some("0.0.0.0/0" | "::/0"));
    let is_open = sources.iter().any(|source| source.each().iter().any(everywhere));
    if !is_open {
        let is_partial = sources.iter().any(|source| source.each().iter().any(Node::is_unknown));
        return if is_partial { None } else { Some(None) };
    }
    let protocol = rule.get("IpProtocol").or_else(|| rule.get("Protocol"));
    let protocol = protocol.and_then(Node::scalar);
    if matches!(protocol.as_deref(), Some("-1" | "all")) {
        return Some(Some(Range { from: 0, to: 65535 }));
    }
    if matches!(protocol.as_deref(), Some("icmp" | "icmpv6" | "1" | "58")) {
        return Some(None);
    }
    let port = |key: &str| rule.get(key)?.scalar()?.parse::<u32>().ok();
    Some(Some(Range { from: port("FromPort")?, to: port("ToPort")? }))
}

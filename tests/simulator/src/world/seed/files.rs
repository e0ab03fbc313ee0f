//! The texts of the seeded repositories: small, but worth searching.

use super::super::{File, Files};

/// What a repository holds on its main branch.
pub(super) fn of(slug: &str, description: &str) -> Files {
    let readme =
        format!("# {slug}\n\n{description}\n\nRun `./ci/build.sh` to build and `./ci/test.sh` to test.\n");
    let mut files = Files::from([("README.md".to_owned(), File::text(&readme))]);
    let own = own_files(slug).iter().map(|&(path, text)| (path.to_owned(), File::text(text)));
    files.extend(own);
    if slug == "mobile-app" {
        files.extend(mobile_app());
    }
    files
}

/// Files of every kind: text under names of other kinds, bytes, a script that may be run, and a film in Git LFS.
fn mobile_app() -> impl Iterator<Item = (String, File)> {
    let film: Vec<u8> = b"simulated film\0".iter().copied().cycle().take(4096).collect();
    let files = [
        ("app/settings.json", File::text("{\n  \"currency\": \"EUR\"\n}\n")),
        ("app/labels-latin1.txt", File::new(*b"caf\xe9\n")),
        ("app/assets/logo.png", File::new(*b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")),
        ("app/assets/intro.mp4", File::stored(film)),
        ("app/empty.txt", File::text("")),
        ("gradlew", File::text("#!/bin/sh\nexec java -jar gradle.jar \"$@\"\n").executable()),
    ];
    files.into_iter().map(|(path, file)| (path.to_owned(), file))
}

fn own_files(slug: &str) -> &'static [(&'static str, &'static str)] {
    match slug {
        "payments-api" => &[("src/charge.rs", CHARGE), ("src/refund.rs", REFUND)],
        "website" => &[("src/header.ts", HEADER), ("src/checkout.ts", CHECKOUT)],
        "infra" => &[("network/main.tf", NETWORK)],
        "auth-gateway" => &[("cmd/gateway/main.go", GATEWAY)],
        "billing-reports" => &[("reports/monthly.py", MONTHLY)],
        "reactor" => &[("src/control_rods.c", "void insert_rods(int count);\n")],
        _ => &[],
    }
}

/// `src/charge.rs` after the rounding fix.
pub(super) const CHARGE_FIXED: &str = "\
/// Takes an amount in cents from a card.
pub fn charge(card: &Card, cents: u64) -> Result<Receipt, Declined> {
    let fee = (cents * 29).div_ceil(1000);
    card.debit(cents + fee)
}
";

/// `src/header.ts` with the new menu.
pub(super) const HEADER_NEW: &str = "\
export function header(user: User): string {
  return `<nav><menu>${user.name}</menu></nav>`;
}
";

const CHARGE: &str = "\
/// Takes an amount in cents from a card.
pub fn charge(card: &Card, cents: u64) -> Result<Receipt, Declined> {
    let fee = cents * 29 / 1000;
    card.debit(cents + fee)
}
";

const REFUND: &str = "\
/// Gives back what a charge took, fee included.
pub fn refund(receipt: &Receipt) -> Result<(), Declined> {
    receipt.card.credit(receipt.total)
}
";

const HEADER: &str = "\
export function header(user: User): string {
  return `<nav>${user.name}</nav>`;
}
";

const CHECKOUT: &str = "\
import { charge } from './payments';

export async function checkout(cart: Cart): Promise<Receipt> {
  return charge(cart.card, cart.total());
}
";

const NETWORK: &str = "\
resource \"cloud_network\" \"main\" {
  cidr = \"10.0.0.0/16\"
}
";

const GATEWAY: &str = "\
package main

func main() {
\tserve(\":8080\", verifyToken)
}
";

const MONTHLY: &str = "\
def monthly_total(charges):
    return sum(charge.amount for charge in charges)
";

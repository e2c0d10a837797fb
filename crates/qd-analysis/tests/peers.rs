//! scipy and statsmodels as judges: quantiles, smoothing, drift and intervals equal ours.
//!
//! `QUARTERDECK_PEERS` names the virtual environment that `cargo xtask peers` makes. Without it this
//! is said and skipped, except where `CI` is `true`.

#![expect(clippy::disallowed_methods, reason = "where the tools are is told by the environment")]
#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "this file is a test")]

use std::env;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use qd_analysis::distributions::{
    beta_cdf, beta_quantile, gamma_cdf, gamma_quantile, negative_binomial_quantile, t_cdf,
    t_quantile,
};
use qd_analysis::forecast::{Model, interval};
use qd_analysis::marketing::demand::{Class, protection_level, served};
use qd_analysis::marketing::mailing::smallest_rise_seen;
use qd_analysis::random::SplitMix64;
use qd_analysis::statistics::{BetaBinomial, Z90, jeffreys, wilson};

/// Runs a script in the peers' Python with `cases` on its standard input, one number a line.
fn numbers(script: &str, cases: &str) -> Option<Vec<f64>> {
    let Ok(peers) = env::var("QUARTERDECK_PEERS") else {
        assert_ne!(env::var("CI").as_deref(), Ok("true"), "QUARTERDECK_PEERS is not set");
        eprintln!("skipped: QUARTERDECK_PEERS is not set");
        return None;
    };
    let mut command = Command::new(Path::new(&peers).join("bin/python"));
    command.args(["-c", script]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(cases.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    Some(text.lines().map(|line| line.parse().unwrap()).collect())
}

fn check(script: &str, ours: &[f64], tolerance: f64) {
    check_cases(script, "", ours, tolerance);
}

fn check_cases(script: &str, cases: &str, ours: &[f64], tolerance: f64) {
    let Some(theirs) = numbers(script, cases) else { return };
    assert_eq!(theirs.len(), ours.len());
    for (at, (theirs, ours)) in theirs.iter().zip(ours).enumerate() {
        let error = (theirs - ours).abs() / theirs.abs().max(1e-12);
        assert!(error <= tolerance, "number {at}: theirs {theirs}, ours {ours}");
    }
}

const SHARES: [f64; 7] = [0.001, 0.05, 0.1, 0.5, 0.8, 0.975, 0.9999];
const SHAPES: [f64; 6] = [0.3, 0.5, 1.0, 4.5, 57.5, 1000.0];

#[test]
fn quantiles_equal_those_of_scipy() {
    let script = r#"
from scipy.stats import t, beta, gamma, nbinom
shares = [0.001, 0.05, 0.1, 0.5, 0.8, 0.975, 0.9999]
shapes = [0.3, 0.5, 1.0, 4.5, 57.5, 1000.0]
for a in shapes:
    for p in shares:
        print(repr(float(t.ppf(p, a))) if p != 0.5 else 0.0)
        print(repr(float(t.cdf(p * 3, a))))
        print(repr(float(gamma.ppf(p, a))))
        print(repr(float(gamma.cdf(p * a * 2, a))))
        print(int(nbinom.ppf(p, a, 6 / 7)))
        for b in shapes:
            print(repr(float(beta.ppf(p, a, b))))
            print(repr(float(beta.cdf(p, a, b))))
"#;
    let mut ours = Vec::new();
    for a in SHAPES {
        for p in SHARES {
            let t = if p == 0.5 { 0.0 } else { t_quantile(p, a).unwrap() };
            ours.extend([t, t_cdf(p * 3.0, a).unwrap()]);
            ours.extend([gamma_quantile(p, a).unwrap(), gamma_cdf(p * a * 2.0, a).unwrap()]);
            ours.push(negative_binomial_quantile(p, a, 6.0 / 7.0).unwrap() as f64);
            for b in SHAPES {
                ours.extend([beta_quantile(p, a, b).unwrap(), beta_cdf(p, a, b).unwrap()]);
            }
        }
    }
    check(script, &ours, 1e-9);
}

#[test]
fn forecasts_equal_those_of_statsmodels() {
    let script = r#"
import warnings
warnings.filterwarnings("ignore")
import numpy as np
from scipy.stats import t
from statsmodels.tsa.holtwinters import SimpleExpSmoothing
import statsmodels.api as sm
y = np.array([42.0, 38, 51, 47, 60, 55, 58, 49, 63, 66])
for alpha in (0.2, 0.5):
    fit = SimpleExpSmoothing(y, initialization_method="known", initial_level=y[0]).fit(smoothing_level=alpha, optimized=False)
    print(repr(float(fit.forecast(1)[0])))
n = len(y)
ols = sm.OLS(y, np.ones(n)).fit()
frame = ols.get_prediction(np.ones((1, 1))).summary_frame(alpha=0.2)
for column in ("mean", "obs_ci_lower", "obs_ci_upper"):
    print(repr(float(frame[column].iloc[0])))
# Drift is the mean of the steps: its interval is that of the sum of h further steps.
steps = np.diff(y)
fit = sm.OLS(steps, np.ones(n - 1)).fit()
for h in (1, 3):
    value = y[-1] + h * fit.params[0]
    variance = h * fit.mse_resid + h * h * fit.bse[0] ** 2
    half = t.ppf(0.9, fit.df_resid) * variance ** 0.5
    print(repr(float(value)), repr(float(value - half)), repr(float(value + half)), sep="\n")
"#;
    let series = [42.0, 38.0, 51.0, 47.0, 60.0, 55.0, 58.0, 49.0, 63.0, 66.0];
    let predicted = |model: Model, ahead: usize| model.predict(&series, ahead).unwrap()[ahead - 1];
    let mut ours = vec![predicted(Model::Smoothing2, 1), predicted(Model::Smoothing5, 1)];
    for (model, ahead) in [(Model::Mean, 1), (Model::Drift, 1), (Model::Drift, 3)] {
        let value = predicted(model, ahead);
        let (low, high) = interval(model, &series, value, ahead, 80).unwrap();
        ours.extend([value, low, high]);
    }
    check(script, &ours, 1e-9);
}

/// 2,000 seeded counts: Wilson, Jeffreys and beta-binomial quantities equal those of statsmodels and
/// scipy, the exact ends of an interval at none and at all excepted, which are ours on purpose.
#[test]
fn intervals_and_mailings_equal_those_of_scipy_and_statsmodels() {
    let script = r#"
import sys
import numpy as np
from scipy.stats import betabinom
from statsmodels.stats.proportion import proportion_confint
for line in sys.stdin:
    k, n, a, b, most = (float(word) for word in line.split())
    k, n, most = int(k), int(n), int(most)
    for method in ("wilson", "jeffreys"):
        low, high = proportion_confint(k, n, alpha=0.1, method=method)
        print(repr(float(0 if k == 0 else low)))
        print(repr(float(1 if k == n else high)))
    x = betabinom(n, a, b)
    print(repr(float(x.mean())))
    print(int(x.ppf(0.05)), int(x.ppf(0.95)), sep="\n")
    print(repr(float(x.sf(np.arange(min(most, n))).sum())))
"#;
    let mut random = SplitMix64::new(2024);
    let (mut cases, mut ours) = (String::new(), Vec::new());
    for case in 0..2000 {
        let n = 1 + random.below(if case % 10 == 0 { 4000 } else { 200 });
        let k = random.below(n + 1).min(random.below(n + 1));
        let (a, b) = (0.3 + 6.0 * random.unit(), 0.5 + 300.0 * random.unit());
        let most = random.below(25);
        cases += &format!("{k} {n} {a} {b} {most}\n");
        let (k, n) = (k as f64, n as f64);
        for (low, high) in [wilson(k, n, Z90).unwrap(), jeffreys(k, n, 0.9).unwrap()] {
            ours.extend([low, high]);
        }
        let drawn = BetaBinomial::new(n, a, b).unwrap();
        ours.push(drawn.mean());
        ours.extend([0.05, 0.95].map(|p| drawn.quantile(p).unwrap() as f64));
        ours.push(drawn.mean_up_to(most as u64));
    }
    check_cases(script, &cases, &ours, 1e-8);
}

/// 2,000 seeded months: served demand and protection levels by scipy's Poisson distribution, and the
/// smallest rise that a test sees by a search over statsmodels' power.
#[test]
fn capacity_and_power_equal_those_of_scipy() {
    let script = r#"
import sys
import numpy as np
from scipy.optimize import brentq
from scipy.stats import norm, poisson
needed = norm.ppf(0.975) + norm.ppf(0.8)
for line in sys.stdin:
    demand, slots, ratio, base, n = (float(word) for word in line.split())
    slots = int(slots)
    above = poisson.sf(np.arange(slots), demand)
    print(repr(float(above.sum())))
    print(int((above > ratio).sum()))
    seen = lambda p: (p - base) - needed * ((base * (1 - base) + p * (1 - p)) / n) ** 0.5
    print(repr(brentq(seen, base, 1, xtol=1e-14)) if seen(1) > 0 else -1.0)
"#;
    let mut random = SplitMix64::new(2025);
    let (mut cases, mut ours) = (String::new(), Vec::new());
    for _ in 0..2000 {
        let (demand, slots) = (60.0 * random.unit(), random.below(50));
        let (ratio, base) = (0.05 + 0.9 * random.unit(), 0.001 + 0.2 * random.unit());
        let n = 20 + random.below(4000);
        cases += &format!("{demand} {slots} {ratio} {base} {n}\n");
        let slots = slots as u64;
        ours.push(served(demand, slots).unwrap());
        let high = Class { demand, value: 1.0 };
        ours.push(protection_level(high, ratio, slots).unwrap() as f64);
        ours.push(smallest_rise_seen(base, n as f64).unwrap_or(-1.0));
    }
    check_cases(script, &cases, &ours, 1e-8);
}

//! Record and replay (the seam in the architecture note): however the answers come, the verdict is the same, and none is
//! built on an answer that is missing.

use sealcheck::artifact::Digest;
use sealcheck::policy::Kind;
use sealcheck::{
    Answers, Artifact, BlobDigest, Evidence, Outcome, PluginInfo, PluginQuestion, Questions, Request, SignatureInput,
    SignatureQuestion, SignatureVerifier as _, Step, TextMap, Trust, Verdict, signature_questions, step, step_with,
};
use sealcheck_pki::{Hash, Scheme};
use sealcheck_rustcrypto::RustCrypto;
use sealcheck_tests::drive::drive;
use sealcheck_tests::mint::{IDENTITY, Key, Template, World, certificate, name};
use sealcheck_tests::random::Random;
use serde_json::json;

const CAPABILITY: &str = "SIGNATURE_VERIFIER.TRUSTED_IDENTITY";
const PLUGIN: [(&str, &str); 1] = [("io.cncf.notary.verificationPlugin", "p")];

fn text(verdict: &Verdict) -> String {
    serde_json::to_string(verdict).expect("a verdict is JSON")
}

fn plugin(_: &PluginQuestion) -> Result<String, String> {
    Ok(json!({"verificationResults": {CAPABILITY: {"success": true}}, "processedAttributes": []}).to_string())
}

fn with_plugin(trust: Trust) -> Trust {
    trust.with_plugin("p", PluginInfo { version: "1.0.0".into(), capabilities: vec![CAPABILITY.into()] })
}

/// One answer, so that any of them can be left out.
#[derive(Clone)]
enum Answer {
    Blob(BlobDigest),
    Plugin(PluginQuestion),
    Signature(Box<SignatureQuestion>),
}

impl Answer {
    fn give(&self, answers: &mut Answers) {
        match self {
            Self::Blob(blob) => answers.blob(blob.clone()),
            Self::Plugin(question) => answers.plugin(&question.id, plugin(question)),
            Self::Signature(question) => {
                answers.signature(question, RustCrypto.verify(question.as_check()).is_ok());
            }
        }
    }
}

fn all(questions: &Questions, blob: Option<&BlobDigest>) -> Vec<Answer> {
    let signatures = questions.signatures.iter().map(|question| Answer::Signature(Box::new(question.clone())));
    let plugins = questions.plugins.iter().cloned().map(Answer::Plugin);
    let blob = questions.blob_digest.map(|_| Answer::Blob(blob.expect("the blob is asked for").clone()));
    signatures.chain(plugins).chain(blob).collect()
}

/// Steps to the verdict; `choose` picks from the open questions those to answer now.
fn run(
    request: &Request<'_>,
    blob: Option<&BlobDigest>,
    mut choose: impl FnMut(Vec<Answer>) -> Vec<Answer>,
) -> (Verdict, Vec<Answer>) {
    let (mut answers, mut given) = (Answers::default(), Vec::new());
    for _ in 0..1000 {
        match step(request, &mut answers).expect("a good request") {
            Step::Done(verdict) => return (*verdict, given),
            Step::Ask(questions) => {
                let open = all(&questions, blob);
                assert!(!open.is_empty(), "an Ask without a question");
                for answer in choose(open) {
                    answer.give(&mut answers);
                    given.push(answer);
                }
            }
        }
    }
    panic!("a thousand steps and no verdict");
}

/// However they come, and with every one that was left out.
fn check(request: &Request<'_>, blob: Option<&BlobDigest>) -> Verdict {
    let wanted = drive(request, &RustCrypto, &plugin, blob).expect("a good request");
    let (at_once, given) = run(request, blob, |open| open);
    assert_eq!(text(&at_once), text(&wanted));
    let (one_by_one, _) = run(request, blob, |open| open[..1].to_vec());
    assert_eq!(text(&one_by_one), text(&wanted));
    let (last_first, _) = run(request, blob, |open| open[open.len() - 1..].to_vec());
    assert_eq!(text(&last_first), text(&wanted));
    for seed in 0..20 {
        let mut random = Random::new(seed);
        let (shuffled, _) = run(request, blob, |mut open| {
            random.shuffle(&mut open);
            open.truncate(1 + random.below(open.len()));
            open
        });
        assert_eq!(text(&shuffled), text(&wanted), "seed {seed}");
    }
    let mut needed = 0;
    for left_out in 0..given.len() {
        let mut answers = Answers::default();
        let others = given.iter().enumerate().filter(|(index, _)| *index != left_out);
        others.for_each(|(_, answer)| answer.give(&mut answers));
        // Questions behind a forged signature are asked ahead; only those can turn out not to matter.
        match step(request, &mut answers) {
            Ok(Step::Ask(_)) => needed += 1,
            Ok(Step::Done(verdict)) => assert_eq!(text(&verdict), text(&wanted), "without answer {left_out}"),
            Err(error) => panic!("{error}"),
        }
    }
    assert!(needed > 0);
    ahead(request, &given, &wanted);
    if wanted.signatures.iter().all(|signature| signature.payload.is_some()) {
        assert_eq!(needed, given.len(), "every answer is needed where no signature is forged");
    }
    wanted
}

/// The verdict that the run that asks makes ahead: only with a yes to every question, and then the one that is wanted.
fn ahead(request: &Request<'_>, given: &[Answer], wanted: &Verdict) {
    let (mut known, mut answers) = (Answers::default(), Answers::default());
    let others = given.iter().filter(|answer| !matches!(answer, Answer::Signature(_)));
    others.for_each(|answer| answer.give(&mut known));
    if given.iter().any(|answer| !matches!(answer, Answer::Signature(_))) {
        let questions = signature_questions(request, &mut answers).unwrap();
        questions.open.iter().for_each(|question| answers.signature(question, true));
        assert!(questions.verdict(&answers).is_none(), "a plugin or a file is open");
    }
    let questions = signature_questions(request, &mut known.clone()).unwrap();
    let valid = |question: &SignatureQuestion| RustCrypto.verify(question.as_check()).is_ok();
    for missing in 0..questions.open.len() {
        for said in [None, Some(false)] {
            let mut answers = known.clone();
            for (index, question) in questions.open.iter().enumerate() {
                if let Some(said) = if index == missing { said } else { Some(true) } {
                    answers.signature(question, said);
                }
            }
            assert!(questions.clone().verdict(&answers).is_none(), "answer {missing} is {said:?}");
        }
    }
    let mut answers = known.clone();
    questions.open.iter().for_each(|question| answers.signature(question, valid(question)));
    let all_valid = questions.open.iter().all(valid);
    let is_large =
        |answer: &Answer| matches!(answer, Answer::Signature(question) if question.message.len() > 64 * 1024);
    let verdict = questions.verdict(&answers);
    assert_eq!(verdict.is_some(), all_valid && !given.iter().any(is_large));
    if let Some(verdict) = verdict {
        assert_eq!(text(&verdict), text(wanted));
    }
}

fn changed(mut envelope: Vec<u8>) -> Vec<u8> {
    let at = envelope.windows(13).rposition(|part| part == b"\"signature\":\"").unwrap() + 20;
    envelope[at] = if envelope[at] == b'A' { b'B' } else { b'A' };
    envelope
}

#[test]
fn several_signatures_a_plugin_and_forgeries() {
    let world = World::new(3);
    let demanding = world.jws(&world.protected(&PLUGIN), &world.payload());
    let envelopes = [
        changed(demanding.clone()),
        b"{}".to_vec(),
        changed(world.good_jws()),
        world.good_cose(),
        demanding,
        world.good_jws(),
    ];
    let (trust, reference) = (with_plugin(world.trust()), world.reference());
    let verdict = check(&world.request(&trust, &reference, &envelopes), None);
    assert_eq!((verdict.result, verdict.accepted_by), (Outcome::Accepted, Some(3)));
    let results: Vec<bool> = verdict.signatures.iter().map(|signature| signature.result == Outcome::Accepted).collect();
    assert_eq!(results, [false, false, false, true, true, true]);
    // Nothing good among them.
    let verdict = check(&world.request(&trust, &reference, &envelopes[..3]), None);
    assert_eq!(verdict.result, Outcome::Rejected);
    // Where no plugin is demanded, `verify` says the same.
    let request = world.request(&trust, &reference, &envelopes[1..4]);
    assert_eq!(text(&check(&request, None)), text(&sealcheck::verify(&request, &RustCrypto).unwrap()));
}

/// Plugins and files that are asked for on the way to the verdict.
fn asked(request: &Request<'_>, blob: Option<&BlobDigest>) -> (usize, usize) {
    let (_, given) = run(request, blob, |open| {
        let signatures = open.iter().any(|answer| matches!(answer, Answer::Signature(_)));
        let others = open.iter().any(|answer| !matches!(answer, Answer::Signature(_)));
        assert!(!(signatures && others), "asked before the signature was verified");
        open
    });
    let plugins = given.iter().filter(|answer| matches!(answer, Answer::Plugin(_))).count();
    (plugins, given.iter().filter(|answer| matches!(answer, Answer::Blob(_))).count())
}

#[test]
fn ver_29_plugins_are_asked_once_and_only_after_integrity_passed() {
    let mut world = World::new(3);
    let good = [world.jws(&world.protected(&PLUGIN), &world.payload())];
    let (trust, reference) = (with_plugin(world.trust()), world.reference());
    assert_eq!(asked(&world.request(&trust, &reference, &good), None), (1, 0));
    let twice = [good[0].clone(), good[0].clone()];
    assert_eq!(asked(&world.request(&trust, &reference, &twice), None), (1, 0));
    let forged = [changed(good[0].clone())];
    assert_eq!(asked(&world.request(&trust, &reference, &forged), None), (0, 0));
    // A good signature, but the chain is not: the intermediate was signed by somebody else.
    let (ca, root) = (name(&[("C", "US"), ("O", "Sealcheck"), ("CN", "CA 1")]), Key::new(9));
    let above = name(&[("C", "US"), ("O", "Sealcheck"), ("CN", "CA 2")]);
    let spki = Key::new(2).spki();
    let template = Template { issuer: &above, subject: &ca, spki: &spki, ca: true, extensions: &[] };
    world.chain[1] = certificate(&template, &root);
    let broken = [world.jws(&world.protected(&PLUGIN), &world.payload())];
    assert_eq!(asked(&world.request(&trust, &reference, &broken), None), (0, 0));
}

#[test]
fn blob_10_the_file_is_asked_for_once_and_only_after_integrity_passed() {
    let world = World::new(2);
    let digest = |hash| BlobDigest { digest: Digest::of(hash, &world.manifest), size: world.manifest.len() as u64 };
    let statement = json!({
        "name": "blobs", "globalPolicy": true, "signatureVerification": {"level": "strict"},
        "trustStores": ["ca:roots"], "trustedIdentities": [IDENTITY],
    });
    let policy = json!({"version": "1.0", "trustPolicies": [statement]}).to_string();
    let trust = with_plugin(Trust::new(policy.as_bytes(), Kind::Blob, world.stores()).unwrap());
    let request = |envelope| Request {
        trust: &trust,
        artifact: Artifact::Blob { digest: None, media_type: None, policy_name: None },
        signatures: vec![SignatureInput::Fetched { envelope, media_type: None, manifest: None }],
        current_date: world.at,
        user_metadata: TextMap::default(),
        evidence: Evidence::default(),
    };
    let (good, demanding) = (world.good_jws(), world.jws(&world.protected(&PLUGIN), &world.payload()));
    let forged = changed(good.clone());
    let right = digest(Hash::Sha256);
    assert_eq!(asked(&request(&good), Some(&right)), (0, 1));
    assert_eq!(asked(&request(&demanding), Some(&right)), (1, 1));
    assert_eq!(asked(&request(&forged), Some(&right)), (0, 0));
    assert_eq!(check(&request(&good), Some(&right)).result, Outcome::Accepted);
    assert_eq!(check(&request(&demanding), Some(&right)).result, Outcome::Accepted);
    // Another file, and the same file under another hash than the key calls for.
    let other = BlobDigest { size: right.size + 1, ..right };
    assert_eq!(check(&request(&good), Some(&other)).result, Outcome::Rejected);
    assert_eq!(check(&request(&good), Some(&digest(Hash::Sha512))).result, Outcome::Rejected);
}

#[test]
fn answers_to_other_questions_change_nothing() {
    let world = World::new(3);
    let demanding = world.jws(&world.protected(&PLUGIN), &world.payload());
    let envelopes = [changed(demanding.clone()), demanding];
    let (trust, reference) = (with_plugin(world.trust()), world.reference());
    let request = world.request(&trust, &reference, &envelopes);
    let (wanted, given) = run(&request, None, |open| open);
    let asked: Vec<&SignatureQuestion> = given
        .iter()
        .filter_map(|answer| match answer {
            Answer::Signature(question) => Some(question.as_ref()),
            _ => None,
        })
        .collect();
    for said in [true, false] {
        let mut answers = Answers::default();
        for question in &asked {
            // Every part of a question is in its name: the answer to a question like it is not its answer.
            let like = [
                SignatureQuestion { scheme: Scheme::RsaPss { hash: Hash::Sha256 }, ..(*question).clone() },
                SignatureQuestion { spki: Key::new(77).spki(), ..(*question).clone() },
                SignatureQuestion { message: [&question.message[..], b" "].concat(), ..(*question).clone() },
                SignatureQuestion { signature: vec![1; 64], ..(*question).clone() },
            ];
            for mut other in like {
                other.id = other.as_check().fingerprint();
                assert!(asked.iter().all(|question| question.id != other.id));
                answers.signature(&other, said);
            }
        }
        for id in ["", "p", "0", &"0".repeat(64)] {
            answers.plugin(id, Ok("{}".into()));
        }
        assert!(matches!(step(&request, &mut answers), Ok(Step::Ask(_))), "another question was answered");
        given.iter().for_each(|answer| answer.give(&mut answers));
        match step(&request, &mut answers) {
            Ok(Step::Done(verdict)) => assert_eq!(text(&verdict), text(&wanted)),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn the_same_step_asks_the_same() {
    let world = World::new(4);
    let envelopes = [world.good_jws(), world.good_cose()];
    let (trust, reference) = (world.trust(), world.reference());
    let request = world.request(&trust, &reference, &envelopes);
    let ids = || match step(&request, &mut Answers::default()) {
        Ok(Step::Ask(questions)) => {
            questions.signatures.iter().for_each(|question| assert_eq!(question.id, question.as_check().fingerprint()));
            questions.signatures.into_iter().map(|question| question.id).collect::<Vec<_>>()
        }
        other => panic!("{other:?}"),
    };
    let first = ids();
    assert_eq!(first, ids());
    // Two envelopes and four certificates, nothing twice.
    assert_eq!(first.len(), 6);
}

/// A host answers some signature questions, in as many rounds as it likes; a provider here answers the rest.
#[test]
fn a_host_answers_some_and_a_provider_the_rest() {
    let world = World::new(3);
    let long = format!("{}{}", String::from_utf8(world.payload()).unwrap(), " ".repeat(70_000)).into_bytes();
    let envelopes = [
        changed(world.good_jws()),
        world.jws(&world.protected(&[]), &long),
        changed(world.jws(&world.protected(&[]), &long)),
        world.good_cose(),
    ];
    let (trust, reference) = (world.trust(), world.reference());
    let request = world.request(&trust, &reference, &envelopes);
    let wanted = check(&request, None);
    let outcomes: Vec<Outcome> = wanted.signatures.iter().map(|signature| signature.result).collect();
    assert_eq!(outcomes, [Outcome::Rejected, Outcome::Accepted, Outcome::Rejected, Outcome::Accepted]);
    for seed in 0..20 {
        let (mut random, mut answers) = (Random::new(seed), Answers::default());
        for _ in 0..random.below(3) {
            for question in signature_questions(&request, &mut answers).unwrap().open {
                assert!(question.message.len() < long.len(), "a large message is left to the provider");
                if random.below(2) == 0 {
                    answers.signature(&question, RustCrypto.verify(question.as_check()).is_ok());
                }
            }
        }
        match step_with(&request, &mut answers, &RustCrypto) {
            Ok(Step::Done(verdict)) => assert_eq!(text(&verdict), text(&wanted), "seed {seed}"),
            other => panic!("{other:?}"),
        }
    }
    // What the host said is what counts, over large messages, too.
    let mut answers = Answers::default();
    let Ok(Step::Ask(questions)) = step(&request, &mut answers) else { panic!("there are questions") };
    assert!(questions.signatures.iter().any(|question| question.message.len() > long.len()));
    questions.signatures.iter().for_each(|question| answers.signature(question, false));
    match step_with(&request, &mut answers, &RustCrypto) {
        Ok(Step::Done(verdict)) => assert_eq!(verdict.result, Outcome::Rejected),
        other => panic!("{other:?}"),
    }
}

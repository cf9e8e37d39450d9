//! spike
use unwrap_lab::{model::*, tasks::*, train::*};
use burn::tensor::Device;
fn main() {
    let device = Device::flex();
    let adamw = AdamW { beta_1: 0.9, beta_2: 0.98, epsilon: 1e-8, weight_decay: 0.0, clip: Some(1.0) };
    // tiny
    for (name, config, b) in [("tiny", ModelSize::Tiny.config(48, 32).unwrap(), 64), ("small", ModelSize::Small.config(48, 64).unwrap(), 64)] {
        let mut l = Learner::new(&initial_weights(config, 1), AdamW { clip: None, ..adamw }, &device);
        let mut s = Stream::new(1, Purpose::Benchmark);
        let mut best = f64::MAX;
        for _ in 0..12 {
            let inputs: Vec<u32> = (0..b * config.context).map(|_| s.below(48)).collect();
            let batch = Batch { size: b, targets: inputs.clone(), inputs };
            let t = std::time::Instant::now();
            l.step(&batch, Objective::EveryToken, 1e-3);
            best = best.min(t.elapsed().as_secs_f64());
        }
        println!("{name} {:.1} ms  loss {:?}", best * 1e3, pollster::block_on(l.mean_loss()));
    }
    let counter = Counter::new(16, 16, 8).unwrap();
    let layout = Layout::new(Format::Compact, counter);
    let config = ModelSize::Mini.config(layout.vocabulary().size(), layout.context()).unwrap();
    println!("mini {} params", config.parameter_count());
    let mut l = Learner::new(&initial_weights(config, 1), adamw, &device);
    let mut s = Stream::new(1, Purpose::Training(0));
    let mix = Mixture { prior: SamplingPrior::NEVER, correlated: None };
    let test = Batch::draw(256, &mix, counter, layout, &mut Stream::new(1, Purpose::HeldOut));
    let held = HeldOut::new(&[test], &device);
    let sch = Schedule::paper(3e-3, 700);
    let t0 = std::time::Instant::now();
    let mut data = 0.0; let mut ev = 0.0;
    for i in 0..700 {
        let t = std::time::Instant::now();
        let batch = Batch::draw(64, &mix, counter, layout, &mut s);
        data += t.elapsed().as_secs_f64();
        l.step(&batch, Objective::Answer, sch.rate(i));
        if i % 50 == 49 {
            let t = std::time::Instant::now();
            let c = pollster::block_on(correct(&l.frozen(), &held)).unwrap();
            ev += t.elapsed().as_secs_f64();
            println!("{i} loss {:?} acc {:?}/256", pollster::block_on(l.mean_loss()).unwrap(), c);
        }
    }
    println!("mini {:.2} ms/step; data {:.3} ms, eval of 256 {:.2} ms", t0.elapsed().as_secs_f64() * 1e3 / 700.0, data * 1e3 / 700.0, ev * 1e3 / 14.0);
}

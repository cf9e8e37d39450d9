//! Cutting lines at the edges of the plot, so that nothing is drawn over labels and no coordinate overflows.

/// A rectangle: `(low, high)` along x and along y.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    /// From the left edge to the right.
    pub(super) x: (f64, f64),
    /// From the lower edge to the upper.
    pub(super) y: (f64, f64),
}

impl Window {
    /// Whether the point lies inside or on an edge.
    pub(super) fn holds(&self, (x, y): (f64, f64)) -> bool {
        (self.x.0..=self.x.1).contains(&x) && (self.y.0..=self.y.1).contains(&y)
    }

    /// The parts of the line through `points` that lie inside, each a line of its own.
    pub(super) fn visible(&self, points: &[(f64, f64)]) -> Vec<Vec<(f64, f64)>> {
        let mut parts: Vec<Vec<(f64, f64)>> = Vec::new();
        // Whether the last part ended at a point of the line, so that the next piece goes on from there.
        let mut goes_on = false;
        for pair in points.windows(2) {
            let Some((from, to)) = self.piece(pair[0], pair[1]) else {
                goes_on = false;
                continue;
            };
            match parts.last_mut() {
                Some(part) if goes_on => part.push(to),
                _ => parts.push(vec![from, to]),
            }
            goes_on = to == pair[1];
        }
        parts
    }

    /// The part of one straight piece that lies inside (Liang and Barsky's method).
    fn piece(&self, from: (f64, f64), to: (f64, f64)) -> Option<((f64, f64), (f64, f64))> {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        if !dx.is_finite() || !dy.is_finite() {
            return None;
        }
        let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
        for (delta, low, high) in
            [(dx, self.x.0 - from.0, self.x.1 - from.0), (dy, self.y.0 - from.1, self.y.1 - from.1)]
        {
            if delta == 0.0 {
                if low > 0.0 || high < 0.0 {
                    return None;
                }
                continue;
            }
            let (first, second) = if delta > 0.0 { (low / delta, high / delta) } else { (high / delta, low / delta) };
            enter = enter.max(first);
            leave = leave.min(second);
        }
        if enter > leave {
            return None;
        }
        // An end that needs no cutting is kept to the last bit, since `visible` compares it. The shares of a very long piece are too
        // coarse to tell whether its end is inside.
        let at = |part: f64| (self.x_inside(from.0 + part * dx), self.y_inside(from.1 + part * dy));
        Some((if self.holds(from) { from } else { at(enter) }, if self.holds(to) { to } else { at(leave) }))
    }

    /// The part of the area within `corners` that lies inside (Sutherland and Hodgman's method), as corners again; none
    /// where nothing does. No corner may be farther out than half of the greatest number.
    pub(super) fn area(&self, corners: &[(f64, f64)]) -> Vec<(f64, f64)> {
        let corners = cut(corners, |p| p.0 - self.x.0);
        let corners = cut(&corners, |p| self.x.1 - p.0);
        let corners = cut(&corners, |p| p.1 - self.y.0);
        let corners = cut(&corners, |p| self.y.1 - p.1);
        corners.into_iter().map(|(x, y)| (self.x_inside(x), self.y_inside(y))).collect()
    }

    fn x_inside(&self, x: f64) -> f64 {
        x.clamp(self.x.0, self.x.1)
    }

    fn y_inside(&self, y: f64) -> f64 {
        y.clamp(self.y.0, self.y.1)
    }
}

/// The part of an area where `depth` is not negative; `depth` must be the distance from a straight line.
fn cut(corners: &[(f64, f64)], depth: impl Fn((f64, f64)) -> f64) -> Vec<(f64, f64)> {
    let mut kept = Vec::with_capacity(corners.len() + 4);
    for (at, &to) in corners.iter().enumerate() {
        let from = corners[(at + corners.len() - 1) % corners.len()];
        let (start, end) = (depth(from), depth(to));
        if (start < 0.0) != (end < 0.0) {
            let part = start / (start - end);
            kept.push((from.0 + part * (to.0 - from.0), from.1 + part * (to.1 - from.1)));
        }
        if end >= 0.0 {
            kept.push(to);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const UNIT: Window = Window { x: (0.0, 1.0), y: (0.0, 1.0) };

    #[test]
    fn a_line_inside_is_left_alone() {
        let points = [(0.1, 0.2), (0.5, 0.9), (1.0, 1.0)];
        assert_eq!(UNIT.visible(&points), [points.to_vec()]);
    }

    #[test]
    fn a_line_that_leaves_and_returns_falls_into_parts() {
        let parts = UNIT.visible(&[(0.0, 0.5), (0.25, 1.5), (0.5, 0.5), (2.0, 0.5)]);
        assert_eq!(parts, [vec![(0.0, 0.5), (0.125, 1.0)], vec![(0.375, 1.0), (0.5, 0.5), (1.0, 0.5)]]);
    }

    #[test]
    fn a_line_outside_vanishes() {
        assert!(UNIT.visible(&[(-1.0, 2.0), (2.0, 2.0), (2.0, -1.0)]).is_empty());
        assert!(UNIT.visible(&[(0.5, 0.5)]).is_empty());
    }

    #[test]
    fn an_area_is_cut_at_the_edges() {
        let wide = [(-1.0, 0.25), (2.0, 0.25), (2.0, 0.5), (-1.0, 0.5)];
        assert_eq!(UNIT.area(&wide), [(0.0, 0.25), (1.0, 0.25), (1.0, 0.5), (0.0, 0.5)]);
        assert!(UNIT.area(&[(2.0, 2.0), (3.0, 2.0), (3.0, 3.0)]).is_empty());
        assert!(UNIT.area(&[]).is_empty());
    }

    proptest! {
        #[test]
        fn what_is_left_of_an_area_lies_inside(corners in prop::collection::vec((-1e300..1e300, -3.0..3.0), 0..9)) {
            prop_assert!(UNIT.area(&corners).iter().all(|corner| UNIT.holds(*corner)));
        }

        #[test]
        fn what_is_left_lies_inside(points in prop::collection::vec((-1e300..1e300, -3.0..3.0), 0..9)) {
            for part in UNIT.visible(&points) {
                prop_assert!(part.iter().all(|point| UNIT.holds(*point)));
            }
        }
    }
}

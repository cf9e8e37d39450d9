//! Things in the order of a number. Indices are sorted, whatever the things are: a sort takes 5 KB of the page for each kind.

/// `items` by `key`, the smallest first. Those with equal keys stay in their order.
pub fn in_order<T: Clone>(items: &[T], key: impl Fn(&T) -> f64) -> Vec<T> {
    let keys: Vec<f64> = items.iter().map(key).collect();
    let mut places: Vec<usize> = (0..items.len()).collect();
    places.sort_by(|a, b| keys[*a].total_cmp(&keys[*b]));
    places.into_iter().map(|place| items[place].clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::in_order;

    #[test]
    fn equal_keys_stay_in_their_order() {
        let items = [(2.0, 'a'), (1.0, 'b'), (2.0, 'c'), (-1.0, 'd')];
        let letters = |items: Vec<(f64, char)>| items.into_iter().map(|x| x.1).collect::<String>();
        assert_eq!(letters(in_order(&items, |x| x.0)), "dbac");
        assert_eq!(letters(in_order(&items, |x| -x.0)), "acbd");
    }
}

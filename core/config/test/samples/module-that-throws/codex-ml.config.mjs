throw new TypeError('no such machine');

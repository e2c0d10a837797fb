//! Packages and images whose ends of life are in the lifecycle tables, and the release that a
//! version belongs to.

/// Ecosystem, package, product.
const PACKAGES: [(&str, &str, &str); 18] = [
    ("pypi", "django", "django"),
    ("pypi", "flask", "flask"),
    ("gem", "rails", "rails"),
    ("composer", "laravel/framework", "laravel"),
    ("composer", "symfony/symfony", "symfony"),
    ("composer", "symfony/framework-bundle", "symfony"),
    ("composer", "drupal/core", "drupal"),
    ("composer", "drupal/core-recommended", "drupal"),
    ("npm", "@angular/core", "angular"),
    ("npm", "angular", "angularjs"),
    ("npm", "vue", "vue"),
    ("npm", "react", "react"),
    ("npm", "next", "nextjs"),
    ("npm", "nuxt", "nuxt"),
    ("npm", "express", "express"),
    ("npm", "bootstrap", "bootstrap"),
    ("npm", "jquery", "jquery"),
    ("maven", "org.springframework.boot:spring-boot-starter-parent", "spring-boot"),
];

/// The product of a package, if it is a framework.
pub(crate) fn product_of(ecosystem: &str, name: &str) -> Option<&'static str> {
    let found = PACKAGES.iter().find(|(eco, known, _)| *eco == ecosystem && *known == name);
    found.map(|(.., product)| *product)
}

/// The product of a container's base image.
pub(super) fn product_of_image(image: &str) -> Option<&'static str> {
    Some(match image.rsplit('/').next()? {
        "node" => "nodejs",
        "python" => "python",
        "ruby" => "ruby",
        "php" => "php",
        "golang" => "go",
        "postgres" => "postgresql",
        "mysql" => "mysql",
        "mariadb" => "mariadb",
        "debian" => "debian",
        "ubuntu" => "ubuntu",
        "alpine" => "alpine",
        _ => return None,
    })
}

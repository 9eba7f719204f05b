variable "V" { default = "x" }
target "default" {
  dockerfile-inline = <<EOT
FROM scratch
ARG A=$${V}
COPY ${V} "/a\n"
EOT
  args = {
    A = <<-EOT
      first

        second ${V}
      third
    EOT
    B = <<-EOT
    %{ for x in ["a", "b"] ~}
      - ${x}
    %{ endfor ~}
    end
    EOT
    C = <<EOT
%{ if true ~}
   kept
%{ endif ~}
EOT
    D = <<-EOT
      ${V} starts
        with it
    EOT
    E = upper(<<EOT
in a call
EOT
    )
    F = <<EOT
EOT
  }
}

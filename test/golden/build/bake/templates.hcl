variable "V" { default = "1.2" }
target "default" { args = {
  A = "a${V}b${"c${V}"}", B = "$${V} %%{if} $V %x $$ %%", C = "q\"\\\t\u00e9\U0001F600", D = "%{ if V == "1.2" }yes%{ else }no%{ endif }"
  E = "%{ for x in ["a", "b"] }<${x}>%{ endfor }", F = "%{ for i, x in ["a", "b"] ~} ${i}=${x} %{ endfor ~} end", G = "a ${~ V ~} b"
  H = "  %{ if true ~}   in   %{~ endif }  ", I = "${V}", J = "${true}", K = "${[1, 2][1]}", L = "", M = "%{ if false }x%{ endif }"
  N = "%{ for x in [1, 2, 3] }%{ if x != 2 }${x}%{ else }-%{ endif }%{ endfor }", O = "$$${V}", P = "{}${V}}"
} }

target    "default"   {

  args={A="1",
    B   =   "2"


    C = upper(
      "three"
    )
    D = 1 + (
      2
      * 3
    )
  }
  tags    = [  "a" , "b"
  , "c"
  ]
}